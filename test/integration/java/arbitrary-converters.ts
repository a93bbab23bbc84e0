import fc from 'fast-check'
import { anyDatum, contradictingDatum, scalarDatum } from './arbitrary-data.ts'
import { headerText } from './arbitrary-header-text.ts'
import { envelopeText, jsonText, schemaAndPayload } from './arbitrary-json.ts'
import { text } from './arbitrary-text.ts'
import { jsonValue } from './arbitrary-value.ts'
import type { Case, Config } from './case.ts'

const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter'
const STRING_CONVERTER = 'org.apache.kafka.connect.storage.StringConverter'
const SIMPLE_HEADER_CONVERTER = 'org.apache.kafka.connect.storage.SimpleHeaderConverter'
const primitive = (type: string) => `org.apache.kafka.connect.converters.${type}Converter`
const primitives = ['Boolean', 'Short', 'Integer', 'Long', 'Float', 'Double', 'ByteArray'].map(primitive)

const config = (keys: Record<string, fc.Arbitrary<string | undefined>>): fc.Arbitrary<Config> =>
  fc
    .record(keys)
    .map(
      given => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Config,
    )

/** Mostly one of `values` or none; seldom one that is wrong. */
const optional = (values: readonly string[], wrong: string) =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(undefined, undefined, ...values) },
    { weight: 1, arbitrary: fc.constant(wrong) },
  )

const jsonConfig = (schemas: boolean, content?: string) =>
  config({
    'schemas.enable': fc.constant(String(schemas)),
    'decimal.format': optional(['BASE64', 'NUMERIC', 'numeric'], 'NUMBER'),
    'replace.null.with.default': optional(['true', 'false', 'FALSE'], 'no'),
    'schemas.cache.size': optional(['0', '1', '-1'], '1e3'),
    ...(content === undefined ? {} : { 'schema.content': fc.constant(content) }),
  })

const encoding = config({
  'converter.encoding': optional(
    ['UTF-8', 'utf8', 'UTF-16', 'UTF-16BE', 'UTF-16LE', 'ISO-8859-1', 'US-ASCII'],
    'no',
  ),
})

const utf8 = (value: string): Uint8Array => Buffer.from(value)
const rawBytes = fc.oneof(
  fc.uint8Array({ maxLength: 10 }),
  fc.constantFrom(1, 2, 4, 8).chain(length => fc.uint8Array({ minLength: length, maxLength: length })),
  fc.constantFrom(0, 1).map(byte => Uint8Array.of(byte)),
)

const use = fc.record({ isKey: fc.boolean(), header: fc.constantFrom(false, false, false, true) })

const datum = fc.oneof({ weight: 25, arbitrary: anyDatum }, { weight: 1, arbitrary: contradictingDatum })
const jsonDatum = fc.oneof(
  datum,
  jsonValue.map(value => ({ schema: undefined, value })),
)

const write = (name: string, configs: fc.Arbitrary<Config>, data = datum): fc.Arbitrary<Case> =>
  fc.tuple(use, configs, data).map(([how, given, each]) => ({
    kind: 'write',
    class: name,
    config: given,
    datum: each,
    ...how,
  }))

const read = (
  name: string,
  configs: fc.Arbitrary<Config>,
  bytes: fc.Arbitrary<Uint8Array | null>,
): fc.Arbitrary<Case> =>
  fc.tuple(use, configs, bytes).map(([how, given, each]) => ({
    kind: 'read',
    class: name,
    config: given,
    bytes: each,
    ...how,
  }))

/** Around the depth that Jackson reads. */
const nested = fc
  .tuple(fc.constantFrom('[]', '{"a":}'), fc.constantFrom(100, 998, 999, 1000, 1001))
  .map(([form, depth]) => `${form.slice(0, -1).repeat(depth)}0${form.slice(-1).repeat(depth)}`)

const readContent: fc.Arbitrary<Case> = schemaAndPayload.chain(({ schema, payload }) =>
  read(JSON_CONVERTER, jsonConfig(true, schema), fc.constant(utf8(payload))),
)

/** The header converter is none of keys and values. */
const ofHeader = (cases: fc.Arbitrary<Case>): fc.Arbitrary<Case> =>
  cases.map(each => ({ ...each, header: true }))

const none = fc.constant({})

export const converterCase: fc.Arbitrary<Case> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.boolean().chain(schemas => write(JSON_CONVERTER, jsonConfig(schemas), jsonDatum)),
  },
  { weight: 4, arbitrary: read(JSON_CONVERTER, jsonConfig(true), envelopeText.map(utf8)) },
  {
    weight: 2,
    arbitrary: read(
      JSON_CONVERTER,
      jsonConfig(false),
      fc.oneof({ weight: 40, arbitrary: jsonText }, { weight: 1, arbitrary: nested }).map(utf8),
    ),
  },
  { weight: 1, arbitrary: readContent },
  {
    weight: 1,
    arbitrary: fc
      .boolean()
      .chain(schemas =>
        read(JSON_CONVERTER, jsonConfig(schemas), fc.oneof(rawBytes, text.map(utf8), fc.constant(null))),
      ),
  },
  { weight: 3, arbitrary: write(STRING_CONVERTER, encoding) },
  { weight: 1, arbitrary: read(STRING_CONVERTER, encoding, fc.option(fc.oneof(rawBytes, text.map(utf8)))) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...primitives).chain(name => write(name, none, fc.oneof(scalarDatum, datum))),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...primitives).chain(name => read(name, none, fc.option(rawBytes))),
  },
  { weight: 3, arbitrary: ofHeader(write(SIMPLE_HEADER_CONVERTER, none)) },
  { weight: 4, arbitrary: ofHeader(read(SIMPLE_HEADER_CONVERTER, none, fc.option(headerText.map(utf8)))) },
)
