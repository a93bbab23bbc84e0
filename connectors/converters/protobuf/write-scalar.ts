import type protobuf from 'protobufjs'
import { ConnectError } from '../../sdk/errors.ts'
import { floatText } from '../../sdk/java-text.ts'
import type { Schema } from '../../sdk/schema.ts'
import { describeValue, typeName } from '../../sdk/type-name.ts'
import { Float64, type Value } from '../../sdk/value.ts'
import { wire } from './wire.ts'
import { integerWriter } from './write-integer.ts'

type Writer = protobuf.Writer

/** How a value of one schema is written as one scalar type; the type of `T` is what `check` lets through. */
export interface ScalarWriter {
  readonly wire: number
  /** The value when it is one that can be written, else throws; a zero is one that need not be. */
  readonly check: (value: Value) => Value
  readonly isZero: (checked: Value) => boolean
  readonly write: (writer: Writer, checked: Value) => void
}

const invalid = (schema: Schema, value: Value): ConnectError =>
  new ConnectError('DATA', `Invalid type for ${typeName(schema)}: ${describeValue(value)}`)

const numberOf = (schema: Schema, value: Value): number => {
  if (typeof value === 'number') return value
  if (value instanceof Float64) return value.value
  throw invalid(schema, value)
}

const float32Of = (schema: Schema) => (value: Value) => {
  const number = numberOf(schema, value)
  const exact = Number.isNaN(number) || Math.fround(number) === number || Number(floatText(number)) === number
  if (exact) return number
  throw new ConnectError('DATA', 'Invalid value for FLOAT32: a number that needs more bits')
}

// −0 is none
const isPlusZero = (value: Value) => Object.is(value, 0)

const textOf = (schema: Schema) => (value: Value) => {
  if (typeof value !== 'string') throw invalid(schema, value)
  if (value.isWellFormed()) return value
  throw new ConnectError(
    'DATA',
    `Text with an unpaired surrogate has no UTF-8 form: ${JSON.stringify(value)}`,
  )
}

type OtherWriters = Readonly<Record<string, (schema: Schema) => ScalarWriter>>

const float: OtherWriters['float'] = schema => ({
  ...{ wire: wire.fixed32, check: float32Of(schema), isZero: isPlusZero },
  write: (writer, value) => writer.float(value as number),
})
const double: OtherWriters['double'] = schema => ({
  ...{ wire: wire.fixed64, isZero: isPlusZero },
  check: value => numberOf(schema, value),
  write: (writer, value) => writer.double(value as number),
})

const others: OtherWriters = {
  'float32 float': float,
  'float32 double': double,
  'float64 double': double,
  'boolean bool': schema => ({
    wire: wire.varint,
    check(value) {
      if (typeof value === 'boolean') return value
      throw invalid(schema, value)
    },
    isZero: value => value === false,
    write: (writer, value) => writer.bool(value as boolean),
  }),
  'string string': schema => ({
    ...{ wire: wire.delimited, check: textOf(schema), isZero: value => value === '' },
    write: (writer, value) => writer.string(value as string),
  }),
  'bytes bytes': schema => ({
    wire: wire.delimited,
    check(value) {
      if (value instanceof Uint8Array) return value
      throw invalid(schema, value)
    },
    isZero: value => (value as Uint8Array).length === 0,
    write: (writer, value) => writer.bytes(value as Uint8Array),
  }),
}

/** How values of a schema are written as a scalar type; `undefined`: they cannot. */
export const scalarWriter = (schema: Schema, type: string): ScalarWriter | undefined =>
  integerWriter(schema, type) ?? others[`${schema.type} ${type}`]?.(schema)
