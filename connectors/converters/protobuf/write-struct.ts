import type protobuf from 'protobufjs'
import { ConnectError } from '../../sdk/errors.ts'
import { withinField } from '../../sdk/field-error.ts'
import type { StructSchema } from '../../sdk/schema.ts'
import { fieldsOf } from './field-presence.ts'
import type { MappingOptions } from './mapping-options.ts'
import { isUnion, unionOf } from './names.ts'
import { fullNameOf, type Part, partOf, type Target } from './struct-part.ts'
import { checkDepth } from './wire.ts'
import type { Writers, WriteStruct } from './write-element.ts'
import { flatChecks, unionPart } from './write-union.ts'

const checkTargets = (parts: readonly Part[], type: protobuf.Type): void => {
  const given = new Map<protobuf.Field, string>()
  for (const { target, path } of parts) {
    const other = given.get(target)
    if (other !== undefined)
      throw new ConnectError('DATA', `Fields ${other} and ${path} are both written as ${target.name}`)
    given.set(target, path)
  }
  const missing = fieldsOf(type).find(field => field.required && !given.has(field))
  if (missing !== undefined)
    throw new ConnectError('DATA', `Message missing required fields: ${missing.name} of ${fullNameOf(type)}`)
}

const compile = (schema: StructSchema, target: Target): WriteStruct => {
  const plain = schema.fields.filter(field => !isUnion(field.schema)).map(field => partOf(field, target))
  const unions = schema.fields.flatMap(field => {
    const union = unionOf(field.schema)
    return union === undefined ? [] : [unionPart(field, union, target)]
  })
  const parts = [...plain, ...unions.flatMap(each => each.parts)].sort((a, b) => a.target.id - b.target.id)
  const checks = [...flatChecks(plain), ...unions.map(({ check }) => check)]
  checkTargets(parts, target.type)
  return (writer, struct, depth) => {
    checkDepth(depth)
    for (const check of checks) check(struct)
    let field = ''
    try {
      for (const { path, valueIn, write } of parts) {
        field = path
        const value = valueIn(struct)
        if (value !== null) write(writer, value, depth)
      }
    } catch (error) {
      throw withinField(field, error)
    }
  }
}

/** Makes writers of structs as messages; each is made once, for structs may be recursive. */
export const structWriters = (options: MappingOptions): Writers['structWriter'] => {
  const made = new Map<StructSchema['fields'], Map<protobuf.Type, WriteStruct>>()
  const writers: Writers = {
    options,
    structWriter(schema, type) {
      const known = made.get(schema.fields)?.get(type)
      if (known !== undefined) return known
      let write: WriteStruct | undefined
      const later: WriteStruct = (writer, struct, depth) => write?.(writer, struct, depth)
      made.set(schema.fields, new Map([...(made.get(schema.fields) ?? []), [type, later]]))
      write = compile(schema, { type, writers })
      return later
    },
  }
  return writers.structWriter
}
