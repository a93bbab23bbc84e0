import fc from 'fast-check'
import type { Datum, Header } from '../../../connectors/sdk/record.ts'
import { OPTIONAL_STRING, type Schema, STRING } from '../../../connectors/sdk/schema.ts'
import { newStruct, type Value } from '../../../connectors/sdk/value.ts'
import { anyDatum, scalarDatum, structDatum } from './arbitrary-data.ts'
import { record as anyRecord } from './arbitrary-record.ts'
import type { CaseRecord } from './case.ts'

const INT64: Schema = { type: 'int64' }
type Part = readonly [name: string, datum: Datum]

const structOf = (parts: readonly Part[], attributes: object): Datum => {
  const value = newStruct()
  for (const [name, part] of parts) value[name] = part.value
  const fields = parts.map(([name, { schema = STRING }]) => ({ name, schema }))
  return { schema: { type: 'struct', ...attributes, fields }, value }
}

const source: fc.Arbitrary<Datum> = fc
  .tuple(scalarDatum, fc.constantFrom(null, 'orders'))
  .map(([id, table]) =>
    structOf(
      [
        ['version', { schema: { type: 'string', doc: 'of Debezium' }, value: '3.6.0.Final' }],
        ['ts_ms', { schema: { ...INT64, default: 5 }, value: 1_700_000_000_123 }],
        ['table', { schema: OPTIONAL_STRING, value: table }],
        ['id', id],
        ['tags', { schema: { type: 'array', items: STRING }, value: ['x'] }],
      ],
      { name: 'io.debezium.connector.postgresql.Source' },
    ),
  )

const transaction: fc.Arbitrary<Datum> = fc.boolean().map(present => {
  const block = structOf(
    [
      ['id', { schema: STRING, value: '571' }],
      ['total_order', { schema: INT64, value: 1 }],
      ['data_collection_order', { schema: INT64, value: 9_007_199_254_740_993n }],
    ],
    { name: 'event.block', version: 1, optional: true },
  )
  return present ? block : { ...block, value: null }
})

const ROUTES = ['topic', 'city']
const rowOf = (datum: Datum, texts: readonly Value[]): Datum => {
  const { schema, value } = datum
  if (schema?.type !== 'struct' || value === null) return datum
  const extended = Object.assign(newStruct(), value)
  ROUTES.forEach((name, i) => {
    extended[name] = texts[i] ?? null
  })
  const fields = ROUTES.map((name, i) => ({
    name,
    schema: { type: 'string', optional: true, ...(i === 0 ? {} : { default: 'Ulm' }) } as const,
  }))
  const known = new Set(ROUTES)
  return {
    schema: { ...schema, fields: [...schema.fields.filter(({ name }) => !known.has(name)), ...fields] },
    value: extended,
  }
}

const row: fc.Arbitrary<Datum> = fc
  .tuple(structDatum, fc.array(fc.constantFrom(null, '', ' ', 'moved', 'a.b'), { maxLength: 2 }))
  .map(([datum, texts]) => rowOf(datum, texts))

interface Rows {
  readonly before: Datum
  readonly after: Datum
}

const rows: fc.Arbitrary<Rows> = fc
  .tuple(row, fc.constantFrom('c', 'c', 'u', 'd', 'd', 't'), fc.nat(30))
  .map(([{ schema = STRING, value }, kind, odd]) => {
    const optional = odd === 1 ? schema : { ...schema, optional: true }
    const [before, after] = [kind === 'u' || kind === 'd', kind === 'u' || kind === 'c']
    return {
      before: { schema: optional, value: before ? value : null },
      after: { schema: optional, value: after ? value : null },
    }
  })

const operation: fc.Arbitrary<Datum> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom('c', 'u', 'd', 'r', 't', 'm').map(value => ({ schema: STRING, value })),
  },
  { weight: 1, arbitrary: fc.constant<Datum>({ schema: OPTIONAL_STRING, value: null }) },
  { weight: 1, arbitrary: scalarDatum },
)

const envelopeName = fc.oneof(
  { weight: 12, arbitrary: fc.constant('server.inventory.orders.Envelope') },
  { weight: 1, arbitrary: fc.constantFrom('Envelope', '.Envelope', 'a.Envelope.b', undefined) },
)

/** Rarely without one of its parts, or with a row that is something else. */
const envelope: fc.Arbitrary<Datum> = fc
  .record({ rows, odd: anyDatum, source, transaction, operation, name: envelopeName, spoils: fc.nat(60) })
  .map(({ rows: { before, after }, odd, name, spoils, ...parts }) => {
    const all: readonly Part[] = [
      ['before', spoils === 20 ? odd : before],
      ['after', spoils === 21 ? odd : after],
      ['source', parts.source],
      ['transaction', parts.transaction],
      ['op', parts.operation],
      ['ts_ms', { schema: { ...INT64, optional: true, default: 7 }, value: spoils % 2 === 0 ? 9 : null }],
      ['more', { schema: OPTIONAL_STRING, value: 'm' }],
    ]
    const kept = all.filter((_, i) => i !== spoils)
    return structOf(kept, { ...(name === undefined ? {} : { name }), version: 2 })
  })

const value: fc.Arbitrary<Datum> = fc.oneof(
  { weight: 20, arbitrary: envelope },
  {
    weight: 2,
    arbitrary: envelope.map(({ schema }) => ({
      schema: { ...(schema ?? STRING), optional: true },
      value: null,
    })),
  },
  { weight: 2, arbitrary: fc.constant<Datum>({ schema: undefined, value: null }) },
  { weight: 1, arbitrary: anyDatum },
)

const key: fc.Arbitrary<Datum> = fc.oneof(
  { weight: 10, arbitrary: structDatum },
  { weight: 2, arbitrary: fc.constant<Datum>({ schema: undefined, value: null }) },
  { weight: 1, arbitrary: anyDatum },
)

const names = fc.array(fc.constantFrom('a', 'b', 'id', 'city', '__op', '__deleted', 'x y'), { maxLength: 3 })
const STRINGS: Schema = { type: 'array', items: STRING }
const dropHeader = fc.oneof(
  {
    weight: 8,
    arbitrary: names.map((value): Header => ({ key: 'drop', schema: STRINGS, value })),
  },
  { weight: 1, arbitrary: scalarDatum.map((datum): Header => ({ ...datum, key: 'drop' })) },
)

/** A record of Debezium's: a change event, a tombstone, something else. */
export const eventRecord: fc.Arbitrary<CaseRecord> = fc
  .tuple(anyRecord, key, value, fc.array(dropHeader, { maxLength: 1 }))
  .map(([plain, itsKey, itsValue, headers]) => ({
    ...plain,
    key: itsKey,
    value: itsValue,
    headers: [...plain.headers, ...headers],
  }))
