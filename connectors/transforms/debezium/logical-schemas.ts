import { isDeepStrictEqual } from 'node:util'
import { ConnectError } from '../../sdk/errors.ts'
import { perSchema } from '../../sdk/per-schema.ts'
import { type Field, type Schema, STRING, type StructSchema } from '../../sdk/schema.ts'
import type { Struct } from '../../sdk/value.ts'
import { copyFields, fieldNamed, isComplete, sameNames, valueOfField } from '../copy-fields.ts'
import { structOf } from '../struct-schema.ts'

/** What is made of a schema for a topic, made once. */
export const perSchemaAndTopic = <T>(make: (schema: StructSchema, topic: string) => T) => {
  const byTopic = perSchema<Map<string, T>, StructSchema>(() => new Map())
  return (schema: StructSchema, topic: string): T => {
    const made = byTopic(schema)
    const known = made.get(topic)
    if (known !== undefined) return known
    const result = make(schema, topic)
    made.set(topic, result)
    return result
  }
}

const renamed = (schema: StructSchema, name: string, fields: readonly Field[]): StructSchema => ({
  ...structOf(fields, schema),
  name,
  ...(schema.optional === true ? { optional: true } : {}),
})

interface LogicalKey {
  readonly schema: StructSchema
  readonly change: (key: Struct, topic: string) => Struct
}

/** A field of keys that tells tables apart by their topics. */
interface TableIdentifier {
  readonly field: string
  readonly of: (topic: string) => string
}

/** A key under another name. */
export const logicalKey = (key: StructSchema, name: string, table?: TableIdentifier): LogicalKey => {
  const kept = sameNames(key.fields)
  const more = table === undefined ? [] : [{ name: table.field, schema: STRING }]
  return {
    schema: renamed(key, name, [...key.fields, ...more]),
    change: (struct, topic) => {
      const changed = copyFields(struct, kept, false)
      if (table !== undefined) changed[table.field] = table.of(topic)
      return changed
    },
  }
}

const isRow = ({ name }: Field): boolean => name === 'before' || name === 'after'

const logicalRow = (envelope: StructSchema, name: string): StructSchema | undefined => {
  const row: Schema | undefined = (fieldNamed(envelope, 'before') ?? fieldNamed(envelope, 'after'))?.schema
  if (row === undefined) return undefined
  if (row.type !== 'struct') throw new ConnectError('DATA', 'Cannot list fields on non-struct type')
  return renamed(row, name, row.fields)
}

/** The rows before and after have one schema: that of the one before, where they differ. */
const rowCheck = ({ name, schema }: Field, row: StructSchema | undefined) => {
  const alike = schema.type === 'struct' && isDeepStrictEqual(schema.fields, row?.fields)
  return (envelope: Struct): void => {
    const value = envelope[name] ?? null
    if (value === null) {
      if (row !== undefined) valueOfField(name, row, null)
      return
    }
    if (!alike) throw new ConnectError('DATA', `The row is not of the schema of the other (field ${name})`)
    for (const field of schema.fields)
      valueOfField(field.name, field.schema, (value as Struct)[field.name] ?? null)
  }
}

interface LogicalEnvelope {
  readonly schema: StructSchema
  readonly change: (envelope: Struct) => Struct
}

/** An envelope and its rows under other names. */
export const logicalEnvelope = (
  envelope: StructSchema,
  { name, rowName }: { readonly name: string; readonly rowName: string },
): LogicalEnvelope => {
  const row = logicalRow(envelope, rowName)
  const fields = envelope.fields.map(field =>
    row !== undefined && isRow(field) ? { name: field.name, schema: row } : field,
  )
  const kept = sameNames(envelope.fields)
  const checks = envelope.fields.filter(isRow).map(field => rowCheck(field, row))
  return {
    schema: renamed(envelope, name, fields),
    change: struct => {
      const changed = isComplete(struct, envelope.fields) ? struct : copyFields(struct, kept, true)
      for (const check of checks) check(changed)
      return changed
    },
  }
}
