import { perSchema } from '../../sdk/per-schema.ts'
import type { Transform } from '../../sdk/transform.ts'
import { type Side, withDatum } from '../side.ts'
import type { Conversion } from './conversion.ts'

export const convertWhole = (side: Side, { schemaOf, convert }: Conversion): Transform => {
  const changed = perSchema(schemaOf)
  return {
    apply: record => {
      const { schema, value } = record[side]
      const converted = convert(schema, value)
      return withDatum(record, side, {
        schema: schema === undefined ? undefined : changed(schema),
        value: converted,
      })
    },
  }
}
