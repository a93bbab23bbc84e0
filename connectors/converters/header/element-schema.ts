import type { Datum } from '../../sdk/record.ts'
import type { PrimitiveSchema, Schema } from '../../sdk/schema.ts'
import { newStruct } from '../../sdk/value.ts'

const sameSchema = (data: readonly Datum[]): Schema | undefined => {
  const [first] = data
  const text = JSON.stringify(first?.schema)
  return data.every(({ schema }) => JSON.stringify(schema) === text) ? first?.schema : undefined
}

const widths = ['int8', 'int16', 'int32', 'int64', 'float32', 'float64']

const isPlainNumber = ({ schema, value }: Datum): boolean =>
  schema !== undefined &&
  schema.name === undefined &&
  widths.includes(schema.type) &&
  typeof value !== 'object'

/** The one schema that holds all values exactly; `undefined` when there is none. */
const commonSchema = (data: readonly Datum[]): Schema | undefined => {
  const same = sameSchema(data)
  if (same !== undefined || data.length === 0 || !data.every(isPlainNumber)) return same
  const rank = Math.max(...data.map(({ schema }) => widths.indexOf(schema?.type ?? '')))
  const type = widths[rank] as PrimitiveSchema['type']
  if (!type.startsWith('float')) return { type }
  if (data.some(({ value }) => typeof value === 'bigint')) return undefined
  return { type: data.every(({ value }) => Math.fround(Number(value)) === value) ? type : 'float64' }
}

export const arrayDatum = (items: readonly Datum[]): Datum => {
  const schema = commonSchema(items)
  return {
    schema: schema && { type: 'array', items: schema },
    value: items.map(item => item.value),
  }
}

export const mapDatum = (keys: readonly Datum[], values: readonly Datum[]): Datum => {
  const [keySchema, valueSchema] = [commonSchema(keys), commonSchema(values)]
  const entries = keys.map((key, i) => [key.value, values[i]?.value ?? null] as const)
  if (keySchema !== undefined && valueSchema !== undefined)
    return { schema: { type: 'map', keys: keySchema, values: valueSchema }, value: new Map(entries) }
  if (keys.some(({ value }) => typeof value !== 'string'))
    return { schema: undefined, value: new Map(entries) }
  const object = newStruct()
  for (const [name, value] of entries) object[String(name)] = value
  return { schema: undefined, value: object }
}
