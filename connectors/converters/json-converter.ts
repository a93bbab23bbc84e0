import { boolean, type ConfigOf, defineConfig, int, string } from '../sdk/config.ts'
import { type Converter, defineConverter } from '../sdk/converter.ts'
import { ConnectError } from '../sdk/errors.ts'
import { decodeUtf8 } from '../sdk/utf8.ts'
import { oneOfIgnoringCase } from '../sdk/validators.ts'
import type { Value } from '../sdk/value.ts'
import { bytesBy } from './json/json-output.ts'
import type { DecimalFormat } from './json/logical.ts'
import { isBlank, parseNode } from './json/parse-node.ts'
import { contentReader } from './json/read-content.ts'
import { envelopeReader } from './json/read-envelope.ts'
import { envelopeWriter } from './json/write-envelope.ts'
import { valueWriter } from './json/write-value.ts'

const config = defineConfig({
  'schemas.enable': boolean({
    order: 0,
    default: true,
    importance: 'HIGH',
    group: 'Schemas',
    displayName: 'Enable Schemas',
    width: 'MEDIUM',
    doc: 'Include schemas within each of the serialized values and keys.',
  }),
  'schemas.cache.size': int({
    order: 1,
    default: 1000,
    importance: 'HIGH',
    group: 'Schemas',
    displayName: 'Schema Cache Size',
    width: 'MEDIUM',
    doc: 'How many schemas that were read are kept by this converter.',
  }),
  'schema.content': string({
    order: 2,
    default: null,
    importance: 'HIGH',
    group: 'Schemas',
    displayName: 'Schema Content',
    width: 'MEDIUM',
    doc: 'A JSON schema that applies to every message read; then the whole message is the payload.',
  }),
  'decimal.format': string({
    order: 0,
    default: 'BASE64',
    importance: 'LOW',
    group: 'Serialization',
    displayName: 'Decimal Format',
    width: 'MEDIUM',
    doc: 'How decimals are written: BASE64 as the bytes of the unscaled number, NUMERIC as a JSON number. Either is read.',
    validator: oneOfIgnoringCase('NUMERIC', 'BASE64'),
  }),
  'replace.null.with.default': boolean({
    default: true,
    order: 1,
    importance: 'LOW',
    group: 'Serialization',
    displayName: 'Replace null with default',
    width: 'MEDIUM',
    doc: 'Whether null is replaced by the default of its field, when it has one.',
  }),
})

const notAnEnvelope = `JsonConverter with schemas.enable requires "schema" and "payload" fields and may not contain additional fields. If you are trying to deserialize plain JSON data, set schemas.enable=false in your converter configuration.`

const writeOptions = (options: ConfigOf<typeof config>) => ({
  decimalFormat: options['decimal.format'].toUpperCase() as DecimalFormat,
  replaceNullWithDefault: options['replace.null.with.default'],
})

const writer = (options: ConfigOf<typeof config>): Converter['fromConnect'] => {
  const written = writeOptions(options)
  const write = options['schemas.enable'] ? envelopeWriter(written) : bytesBy(valueWriter(written))
  return (_topic, datum) => (datum.schema === undefined && datum.value === null ? null : write(datum))
}

/** No text at all is null, as for the peer. */
const readPlain = (text: string): Value => (isBlank(text) ? null : parseNode(text, 'schemaless'))

const readerOf = (options: ConfigOf<typeof config>) => {
  if (!options['schemas.enable'])
    return (bytes: Uint8Array) => ({ schema: undefined, value: readPlain(decodeUtf8(bytes)) })
  const content = options['schema.content'] || null
  const reader = content === null ? undefined : contentReader(content, writeOptions(options))
  return reader ?? envelopeReader({ ...writeOptions(options), cacheSize: options['schemas.cache.size'] })
}

const reader = (options: ConfigOf<typeof config>): Converter['toConnect'] => {
  const read = readerOf(options)
  return (_topic, bytes) => {
    if (bytes === null) return { schema: undefined, value: null }
    const datum = read(bytes)
    if (datum === undefined) throw new ConnectError('DATA', notAnEnvelope)
    return datum
  }
}

/** JSON, with the schema in an envelope around each value (`schemas.enable`) or without one. */
export const jsonConverter = defineConverter({
  classes: ['org.apache.kafka.connect.json.JsonConverter'],
  version: '4.3.1',
  config,
  open: options => ({ fromConnect: writer(options), toConnect: reader(options) }),
})
