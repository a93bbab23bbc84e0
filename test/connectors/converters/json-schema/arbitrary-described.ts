import fc from 'fast-check'
import type { Datum } from '../../../../connectors/sdk/record.ts'
import type { Schema } from '../../../../connectors/sdk/schema.ts'
import { typedDatum } from '../../sdk/arbitrary-values.ts'

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 })

/** What any schema may say besides its type. */
const attributes = fc.record(
  {
    name: text,
    version: fc.integer({ min: 0, max: 9 }),
    doc: text,
    parameters: fc.dictionary(text, text, { minKeys: 1, maxKeys: 3 }),
  },
  { requiredKeys: [] },
)

const described: fc.Arbitrary<Datum> = fc
  .tuple(typedDatum, attributes, fc.boolean(), fc.boolean())
  .map(([{ schema, value }, more, optional, filled]) => {
    const base: Schema = schema ?? { type: 'string' }
    // a name would turn a date into a number
    const { name, version, parameters, ...logical } = more
    const own = base.name === undefined || base.type === 'struct' ? more : logical
    return {
      value,
      schema: {
        ...base,
        ...own,
        ...(optional ? { optional } : {}),
        ...(filled && value !== null ? { default: value } : {}),
      },
    }
  })

/** A null where it may be one, and has no default to be replaced by. */
const maybeNull = fc.tuple(described, fc.boolean()).map(([datum, isNull]): Datum => {
  const nullable = datum.schema?.optional === true && datum.schema.default === undefined
  return isNull && nullable ? { schema: datum.schema, value: null } : datum
})

/** Structs of values whose schemas say all that schemas can. */
export const describedStruct: fc.Arbitrary<Datum> = fc
  .tuple(fc.dictionary(text, maybeNull, { maxKeys: 6 }), attributes)
  .map(([fields, more]) => ({
    schema: {
      type: 'struct',
      fields: Object.entries(fields).map(([name, { schema }]) => ({
        name,
        schema: schema ?? { type: 'string' },
      })),
      ...more,
    },
    value: Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value])),
  }))
