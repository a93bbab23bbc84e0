import { depthError } from '../../sdk/depth-error.ts'
import { perSchema } from '../../sdk/per-schema.ts'
import type { Datum } from '../../sdk/record.ts'
import type { Schema } from '../../sdk/schema.ts'
import { bytesBy, putBytes, putToken } from './json-output.ts'
import { printSchema } from './schema-json.ts'
import { valueWriter, type WriteOptions } from './write-value.ts'

const prefixOf = (schema: string) => Buffer.from(`{"schema":${schema},"payload":`)

/** Writes `{"schema":…,"payload":…}`; the schema's part is made once a schema. */
export const envelopeWriter = (options: WriteOptions): ((datum: Datum) => Uint8Array) => {
  const write = valueWriter(options)
  const encode = bytesBy(write)
  const schemaless = prefixOf('null')

  const prefixFor = perSchema((schema: Schema) => {
    try {
      return prefixOf(printSchema(schema, (part, value) => encode({ schema: part, value }).toString()))
    } catch (error) {
      throw depthError(error)
    }
  })
  return bytesBy((out, datum) => {
    putBytes(out, datum.schema === undefined ? schemaless : prefixFor(datum.schema))
    write(out, datum)
    putToken(out, '}')
  })
}
