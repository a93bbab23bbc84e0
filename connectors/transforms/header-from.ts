import { defineConfig, list, string } from '../sdk/config.ts'
import { ConnectError } from '../sdk/errors.ts'
import { perSchema } from '../sdk/per-schema.ts'
import type { Datum, Header } from '../sdk/record.ts'
import type { StructSchema } from '../sdk/schema.ts'
import { defineTransform } from '../sdk/transform.ts'
import { typeName } from '../sdk/type-name.ts'
import { allowing, oneOf } from '../sdk/validators.ts'
import type { Struct } from '../sdk/value.ts'
import { copyFields, copyObject, fieldNamed, sameNames } from './copy-fields.ts'
import { nullDefaultConfig, orDefault } from './null-default.ts'
import { requireObject, requireStruct, type StructDatum } from './operand.ts'
import { classOf, type Side, withDatum } from './side.ts'
import { structOf } from './struct-schema.ts'

const filled = allowing('at least one', (texts: readonly string[] | null) => {
  if (texts === null || texts.length === 0) throw new Error('Empty list')
})

const config = defineConfig({
  fields: list({
    importance: 'HIGH',
    doc: 'Names of the fields that become headers.',
    validator: filled,
  }),
  headers: list({
    importance: 'HIGH',
    doc: 'Names of the headers, as many as there are fields and in the same order.',
    validator: filled,
  }),
  operation: string({
    importance: 'HIGH',
    doc: '`move` takes the fields out of the key or value, `copy` leaves them there.',
    validator: oneOf('move', 'copy'),
  }),
  ...nullDefaultConfig,
})

interface MovedField {
  readonly field: string
  readonly header: string
}

const headerOf = (key: string, { schema, value }: Datum): Header => {
  if (value !== null || schema === undefined || schema.optional === true) return { key, schema, value }
  const type = `${schema.name === undefined ? '' : `${schema.name}:`}${typeName(schema)}`
  throw new ConnectError('DATA', `A null value requires an optional schema but was Schema{${type}}`)
}

const namesOf = (fields: readonly MovedField[]) => new Set(fields.map(({ field }) => field))

/** The fields that become headers, and the schema and fields of what is left. */
const split = (schema: StructSchema, fields: readonly MovedField[]) => {
  const names = namesOf(fields)
  const rest = schema.fields.filter(({ name }) => !names.has(name))
  const moved = fields.map(({ field: name, header }) => {
    const field = fieldNamed(schema, name)
    if (field === undefined) throw new ConnectError('DATA', `Field does not exist: ${name}`)
    return { ...field, header }
  })
  return { moved, rest: { schema: structOf(rest, schema), fields: sameNames(rest) } }
}

interface HeadersAndRest {
  readonly headers: readonly Header[]
  readonly rest: Datum
}

const fromStructs = (fields: readonly MovedField[], move: boolean, replace: boolean) => {
  const parts = perSchema((schema: StructSchema) => split(schema, fields))
  return (datum: StructDatum): HeadersAndRest => {
    const { moved, rest } = parts(datum.schema)
    const headers = moved.map(({ name, header, schema }) =>
      headerOf(header, { schema, value: orDefault(datum.value[name], schema, replace) }),
    )
    if (!move) return { headers, rest: datum }
    return {
      headers,
      rest: { schema: rest.schema, value: copyFields(datum.value, rest.fields, replace) },
    }
  }
}

const fromObjects = (fields: readonly MovedField[], move: boolean) => {
  const names = namesOf(fields)
  return (object: Struct): HeadersAndRest => {
    const headers = fields.map(({ field, header }) =>
      headerOf(header, { schema: undefined, value: object[field] ?? null }),
    )
    return { headers, rest: { schema: undefined, value: move ? copyObject(object, names) : object } }
  }
}

const movedFields = (fields: readonly string[], headers: readonly string[]): readonly MovedField[] => {
  if (fields.length !== headers.length)
    throw new ConnectError(
      'INVALID_CONFIG',
      "'fields' config must have the same number of elements as 'headers' config.",
    )
  return fields.map((field, i) => ({ field, header: headers[i] ?? field }))
}

const headerFrom = (side: Side) =>
  defineTransform({
    classes: [classOf('HeaderFrom', side)],
    version: '4.3.1',
    config,
    open: ({ fields, headers: names, operation, 'replace.null.with.default': replace }) => {
      const [moved, move, purpose] = [movedFields(fields, names), operation === 'move', `header ${operation}`]
      const [ofStruct, ofObject] = [fromStructs(moved, move, replace), fromObjects(moved, move)]
      return {
        apply: record => {
          const datum = record[side]
          const { headers, rest } =
            datum.schema === undefined
              ? ofObject(requireObject(datum.value, purpose))
              : ofStruct(requireStruct(datum, purpose))
          return { ...withDatum(record, side, rest), headers: [...record.headers, ...headers] }
        },
      }
    },
  })

/** Moves or copies fields of the key to headers. */
export const headerFromKey = headerFrom('key')
/** Moves or copies fields of the value to headers. */
export const headerFromValue = headerFrom('value')
