import { defineConverter } from '../sdk/converter.ts'
import { ConnectError } from '../sdk/errors.ts'
import { javaClassOf } from '../sdk/java-class.ts'
import type { Datum } from '../sdk/record.ts'
import type { PrimitiveSchema } from '../sdk/schema.ts'
import { Float64 } from '../sdk/value.ts'

/** A type of numbers as big-endian bytes. */
interface NumberFormat {
  readonly type: Extract<PrimitiveSchema['type'], `int${string}` | `float${string}`>
  /** as in the name of the class */
  readonly name: string
  readonly size: number
  /** whether the number is of this type; else nothing is written */
  write(bytes: Buffer, value: number | bigint): boolean
  read(bytes: Buffer): number | bigint
}

const isInteger = (value: number | bigint, bits: number): value is number =>
  typeof value === 'number' &&
  Number.isInteger(value) &&
  value >= -(2 ** (bits - 1)) &&
  value < 2 ** (bits - 1)

const writeInt64 = (bytes: Buffer, value: number | bigint): boolean => {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return false
  const integer = BigInt(value)
  return BigInt.asIntN(64, integer) === integer && bytes.writeBigInt64BE(integer) > 0
}

const readInt64 = (bytes: Buffer): number | bigint => {
  const integer = bytes.readBigInt64BE()
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer
}

const writeFloat32 = (bytes: Buffer, value: number | bigint): boolean =>
  typeof value === 'number' && Object.is(Math.fround(value), value) && bytes.writeFloatBE(value) > 0

/** What a datum holds for this type: by its schema, or else by whether it is a fraction. */
const numberOf = ({ type }: NumberFormat, { schema, value }: Datum): number | bigint | undefined => {
  if (schema !== undefined && schema.type !== type) return undefined
  if (value instanceof Float64) return type.startsWith('float') ? value.value : undefined
  if (typeof value !== 'number') return typeof value === 'bigint' ? value : undefined
  return schema === undefined && Number.isInteger(value) && type.startsWith('float') ? undefined : value
}

const numberConverter = (format: NumberFormat) => {
  const { type, name, size, write, read } = format
  const schema: PrimitiveSchema = { type, optional: true }
  return defineConverter({
    classes: [`org.apache.kafka.connect.converters.${name}Converter`],
    version: '4.3.1',
    config: {},
    open: () => ({
      fromConnect: (_topic, datum) => {
        if (datum.value === null) return null
        const bytes = Buffer.alloc(size)
        const number = numberOf(format, datum)
        if (number !== undefined && write(bytes, number)) return bytes
        const was = javaClassOf(number === undefined ? datum.schema : undefined, datum.value)
        throw new ConnectError('DATA', `Failed to serialize to ${name.toLowerCase()} (was class ${was}): `)
      },
      toConnect: (_topic, bytes) => {
        if (bytes === null) return { schema, value: null }
        if (bytes.length === size)
          return { schema, value: read(Buffer.from(bytes.buffer, bytes.byteOffset, size)) }
        throw new ConnectError('DATA', `Failed to deserialize ${name.toLowerCase()}: `)
      },
    }),
  })
}

/** An INT16 as two bytes. */
export const shortConverter = numberConverter({
  type: 'int16',
  name: 'Short',
  size: 2,
  write: (bytes, value) => isInteger(value, 16) && bytes.writeInt16BE(value) > 0,
  read: bytes => bytes.readInt16BE(),
})

/** An INT32 as four bytes. */
export const integerConverter = numberConverter({
  type: 'int32',
  name: 'Integer',
  size: 4,
  write: (bytes, value) => isInteger(value, 32) && bytes.writeInt32BE(value) > 0,
  read: bytes => bytes.readInt32BE(),
})

/** An INT64 as eight bytes. */
export const longConverter = numberConverter({
  type: 'int64',
  name: 'Long',
  size: 8,
  write: writeInt64,
  read: readInt64,
})

/** A FLOAT32 as four bytes of IEEE 754. */
export const floatConverter = numberConverter({
  type: 'float32',
  name: 'Float',
  size: 4,
  write: writeFloat32,
  read: bytes => bytes.readFloatBE(),
})

/** A FLOAT64 as eight bytes of IEEE 754. */
export const doubleConverter = numberConverter({
  type: 'float64',
  name: 'Double',
  size: 8,
  write: (bytes, value) => typeof value === 'number' && bytes.writeDoubleBE(value) > 0,
  read: bytes => bytes.readDoubleBE(),
})
