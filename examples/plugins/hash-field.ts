import { createHash } from 'node:crypto'
import { ConnectError, defineConfig, defineTransform, isStruct, string } from '../../connectors/sdk/index.ts'

/** Replaces the text of a field by its SHA-256: who it was is gone, that it is the same one can still be seen. */
export const hashField = defineTransform({
  classes: ['com.example.HashField'],
  version: '1.0.0',
  config: defineConfig({
    field: string({ importance: 'HIGH', doc: 'The field whose text is replaced.' }),
  }),
  open: ({ field }) => ({
    apply: record => {
      const { schema, value } = record.value
      if (!isStruct(value)) return record
      const text = value[field] ?? null
      if (text === null) return record
      if (typeof text !== 'string')
        throw new ConnectError('DATA', `${field} is a ${typeof text}, allowed is text`)
      const hash = createHash('sha256').update(text).digest('hex')
      return { ...record, value: { schema, value: { ...value, [field]: hash } } }
    },
  }),
})
