import { avroConfig } from '../../../connectors/converters/avro/avro-config.ts'
import { avroFormat } from '../../../connectors/converters/avro/avro-format.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Datum } from '../../../connectors/sdk/record.ts'
import { tagDatum } from '../java/tagged.ts'
import type { AvroAnswer, AvroCase, Config } from './avro-peer.ts'

const nothing = new Uint8Array(0)

// the peer's fork has not the key yet: it reads a union of one as a union
const formatOf = (config: Config) =>
  avroFormat(parseConfig(avroConfig, { ...config, 'flatten.singleton.unions': 'false' }))

const textSchema = (schema: string) => ({
  id: 1,
  schemaType: 'AVRO' as const,
  schema,
  references: [],
  dependencies: new Map<string, string>(),
})

const read = (config: Config, schema: string, bytes: Uint8Array) =>
  tagDatum(formatOf(config).reader(textSchema(schema)).decoder(1)(bytes, 0))

const write = (config: Config, { schema, value }: Datum) => {
  const writer = formatOf(config).writer(schema)
  const bytes = schema === undefined && value === null ? null : writer.encode(value, nothing)
  return { schema: writer.schema.schema, bytes: bytes === null ? null : Buffer.from(bytes) }
}

/** Only the errors that data may have; any other is a mistake of ours. */
const failure = (failed: 'write' | 'read', error: unknown): AvroAnswer => {
  if (!(error instanceof ConnectError)) throw error
  return { failed, message: error.message }
}

const answerRead = (config: Config, schema: string, bytes: Buffer): AvroAnswer => {
  try {
    return { datum: read(config, schema, bytes) }
  } catch (error) {
    return failure('read', error)
  }
}

/** What this project makes of a case. */
export const answerHere = (asked: AvroCase): AvroAnswer => {
  if (!('datum' in asked)) return answerRead(asked.config, asked.schema, asked.bytes)
  try {
    const { schema, bytes } = write(asked.config, asked.datum)
    const written = { schema, bytes: bytes === null ? null : bytes.toString('base64') }
    return bytes === null ? written : { ...written, ...answerRead(asked.config, schema, bytes) }
  } catch (error) {
    return failure('write', error)
  }
}
