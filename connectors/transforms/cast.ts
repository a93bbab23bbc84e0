import { defineConfig, list } from '../sdk/config.ts'
import { blameField } from '../sdk/field-error.ts'
import { perSchema } from '../sdk/per-schema.ts'
import type { Field, PrimitiveSchema, Schema, StructSchema } from '../sdk/schema.ts'
import { defineTransform, type Transform } from '../sdk/transform.ts'
import { allowing } from '../sdk/validators.ts'
import { newStruct, type Struct, type Value } from '../sdk/value.ts'
import { type Cast, castOf } from './cast/cast-value.ts'
import { type CastType, parseCastSpec } from './cast/spec.ts'
import { changeFields } from './change-fields.ts'
import { copyObject, valueOfField } from './copy-fields.ts'
import { nullDefaultConfig, orDefault } from './null-default.ts'
import { classOf, type Side, withDatum } from './side.ts'
import { basicsOf, structOf } from './struct-schema.ts'

const config = defineConfig({
  spec: list({
    importance: 'HIGH',
    doc: 'Fields and the types to cast them to, such as `count:int32,price:float64`, or one type for the whole. Types are int8, int16, int32, int64, float32, float64, boolean and string; bytes can be cast to string only, which is base64.',
    validator: allowing('pairs `field:type`, or a type', spec => {
      parseCastSpec(spec ?? [])
    }),
  }),
  ...nullDefaultConfig,
})

/** A schema of another type that is optional as the old one is, with its default cast. */
const castSchema = (schema: Schema, type: CastType, basics: object = {}): PrimitiveSchema => ({
  type,
  ...basics,
  ...(schema.optional === true ? { optional: true } : {}),
  ...((schema.default ?? null) === null ? {} : { default: castOf(schema, type)(schema.default ?? null) }),
})

const castWhole = (side: Side, type: CastType): Transform => {
  const schemaless = castOf(undefined, type)
  const compiled = perSchema((schema: Schema) => ({
    schema: castSchema(schema, type, basicsOf(schema)),
    cast: castOf(schema, type),
  }))
  return {
    apply: record => {
      const { schema, value } = record[side]
      if (value === null) return record
      if (schema === undefined) return withDatum(record, side, { schema, value: schemaless(value) })
      const { schema: changed, cast } = compiled(schema)
      return withDatum(record, side, { schema: changed, value: cast(value) })
    },
  }
}

interface CastOptions {
  readonly types: ReadonlyMap<string, CastType>
  readonly replaceNull: boolean
}

const checkDefault = ({ default: value }: StructSchema): void => {
  if ((value ?? null) !== null) castOf({ type: 'struct', fields: [] }, 'string')(newStruct())
}

const castIn = (name: string, cast: Cast, value: Value): Value => {
  try {
    return cast(value)
  } catch (error) {
    throw blameField(name, error)
  }
}

const compileStruct = (schema: StructSchema, { types, replaceNull }: CastOptions) => {
  checkDefault(schema)
  const casts = schema.fields.map(field => {
    const type = types.get(field.name)
    return { ...field, cast: type === undefined ? undefined : castOf(field.schema, type) }
  })
  const castField = ({ name, schema: own }: Field): Field => {
    const type = types.get(name)
    return { name, schema: type === undefined ? own : castSchema(own, type) }
  }
  const changed = structOf(schema.fields.map(castField), schema)
  return {
    schema: schema.optional === true ? { ...changed, optional: true } : changed,
    change: (struct: Struct) => {
      const copy = newStruct()
      for (const { name, schema: own, cast } of casts) {
        const value = orDefault(struct[name], own, replaceNull)
        copy[name] = valueOfField(name, own, cast === undefined ? value : castIn(name, cast, value))
      }
      return copy
    },
  }
}

const castFields = (side: Side, options: CastOptions): Transform => {
  const plain = [...options.types].map(([name, type]) => ({ name, cast: castOf(undefined, type) }))
  return changeFields(side, {
    purpose: 'cast types',
    compile: schema => compileStruct(schema, options),
    schemaless: object => {
      const copy = copyObject(object)
      for (const { name, cast } of plain) copy[name] = castIn(name, cast, copy[name] ?? null)
      return copy
    },
  })
}

const cast = (side: Side) =>
  defineTransform({
    classes: [classOf('Cast', side)],
    version: '4.3.1',
    config,
    open: ({ spec, 'replace.null.with.default': replaceNull }) => {
      const parsed = parseCastSpec(spec)
      return 'whole' in parsed
        ? castWhole(side, parsed.whole)
        : castFields(side, { types: parsed.fields, replaceNull })
    },
  })

/** Casts fields of the key, or the whole key, to other types. */
export const castKey = cast('key')
/** Casts fields of the value, or the whole value, to other types. */
export const castValue = cast('value')
