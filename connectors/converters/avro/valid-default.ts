import { Float64, type Struct, type Value } from '../../sdk/value.ts'
import type { AvroNode } from './schema-node.ts'

const isInteger = (json: Value, bits: number): boolean =>
  (typeof json === 'bigint' || Number.isSafeInteger(json)) &&
  BigInt(json as bigint) === BigInt.asIntN(bits, BigInt(json as bigint))

const isObject = (json: Value): json is Struct =>
  typeof json === 'object' && json !== null && !Array.isArray(json) && !(json instanceof Float64)

const isNumber = (json: Value) =>
  typeof json === 'number' || typeof json === 'bigint' || json instanceof Float64

/** Whether Avro takes the JSON as a default of the type. */
export const isValidDefault = (node: AvroNode, json: Value): boolean => {
  switch (node.type) {
    case 'null':
      return json === null
    case 'boolean':
      return typeof json === 'boolean'
    case 'int':
      return isInteger(json, 32)
    case 'long':
      return isInteger(json, 64)
    case 'float':
    case 'double':
      return isNumber(json)
    case 'array':
      return Array.isArray(json) && (json as readonly Value[]).every(item => isValidDefault(node.items, item))
    case 'map':
      return isObject(json) && Object.values(json).every(item => isValidDefault(node.values, item))
    case 'union':
      return node.branches.some(branch => isValidDefault(branch, json))
    case 'record':
      return (
        isObject(json) &&
        node.fields.every(field => {
          const value = json[field.name] ?? field.default
          return value !== undefined && isValidDefault(field.type, value)
        })
      )
    default:
      return typeof json === 'string'
  }
}
