import { parseHeader } from '../converters/header/parse-header.ts'
import { defineConfig, string } from '../sdk/config.ts'
import { defineTransform } from '../sdk/transform.ts'
import { nonNull } from '../sdk/validators.ts'

const config = defineConfig({
  header: string({ importance: 'HIGH', doc: 'The name of the header.', validator: nonNull }),
  'value.literal': string({
    importance: 'HIGH',
    doc: 'The value of the header in all records. Its type is guessed, as SimpleHeaderConverter does.',
    validator: nonNull,
  }),
})

/** Adds a header with a fixed value; headers of the same name stay. */
export const insertHeader = defineTransform({
  classes: ['org.apache.kafka.connect.transforms.InsertHeader'],
  version: '4.3.1',
  config,
  open: options => {
    const header = { key: options.header, ...parseHeader(options['value.literal']) }
    return { apply: record => ({ ...record, headers: [...record.headers, header] }) }
  },
})
