import type { Datum } from '../../../../connectors/sdk/record.ts'
import { OPTIONAL_STRING, type Schema, STRING } from '../../../../connectors/sdk/schema.ts'
import type { Value } from '../../../../connectors/sdk/value.ts'
import { object, structOf } from '../transformed.ts'

const INT32: Schema = { type: 'int32' }
const INT64: Schema = { type: 'int64' }

export const rowFields = {
  id: INT32,
  name: OPTIONAL_STRING,
  city: { type: 'string', default: 'Ulm' },
} as const
export const rowSchema = structOf(rowFields, { name: 's.t.Value', optional: true })
const source = structOf({
  ts_ms: INT64,
  table: OPTIONAL_STRING,
  tags: { type: 'array', items: STRING },
})
export const transaction = structOf(
  { id: STRING, total_order: INT64 },
  { name: 'event.block', optional: true },
)
export const envelopeSchema = structOf(
  {
    before: rowSchema,
    after: rowSchema,
    source,
    transaction,
    op: STRING,
    ts_ms: { ...INT64, optional: true, default: 7 },
  },
  { name: 's.t.Envelope', version: 1 },
)

export const row = (name: string | null = null, city = 'Bonn'): Value => object({ id: 1, name, city })

interface Parts {
  readonly before?: Value
  readonly after?: Value
  readonly op?: string
  readonly transaction?: Value
}

/** A change event of Debezium's. */
export const change = ({ before = null, after = null, op = 'c', ...rest }: Parts): Datum => ({
  schema: envelopeSchema,
  value: object({
    before,
    after,
    source: object({ ts_ms: 5, table: 't', tags: ['x'] }),
    transaction: rest.transaction ?? null,
    op,
    ts_ms: null,
  }),
})

export const keySchema = structOf({ id: INT32 }, { name: 's.t.Key' })
export const key: Datum = { schema: keySchema, value: object({ id: 1 }) }
