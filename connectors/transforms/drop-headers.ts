import { defineConfig, list } from '../sdk/config.ts'
import { defineTransform } from '../sdk/transform.ts'
import { nonEmptyList } from '../sdk/validators.ts'

const config = defineConfig({
  headers: list({
    importance: 'HIGH',
    doc: 'Names of headers; each header with one of them is removed.',
    validator: nonEmptyList('headers'),
  }),
})

/** Removes headers by their names. */
export const dropHeaders = defineTransform({
  classes: ['org.apache.kafka.connect.transforms.DropHeaders'],
  version: '4.3.1',
  config,
  open: ({ headers }) => {
    const dropped = new Set(headers)
    return {
      passesUnread: true,
      apply: record => {
        if (!record.headers.some(({ key }) => dropped.has(key))) return record
        return { ...record, headers: record.headers.filter(({ key }) => !dropped.has(key)) }
      },
    }
  },
})
