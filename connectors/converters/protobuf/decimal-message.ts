import { bigintToBytes, bytesToBigint } from '../../sdk/decimal.ts'
import { ConnectError } from '../../sdk/errors.ts'
import { describeValue } from '../../sdk/type-name.ts'
import { Decimal } from '../../sdk/value.ts'
import { type LogicalType, writeInteger } from './integer-fields.ts'
import { skipField, wire } from './wire.ts'

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

// where others would print more zeros than there is memory for
const MAX_SCALE = 10_000

const digitsOf = (unscaled: bigint) => (unscaled < 0n ? -unscaled : unscaled).toString().length

/** `confluent.type.Decimal`: value, precision, scale. */
export const decimal: LogicalType = {
  read(reader) {
    let value: Uint8Array | undefined
    let scale = 0
    while (reader.pos < reader.len) {
      const tag = reader.uint32()
      if (tag === ((1 << 3) | wire.delimited)) value = reader.bytes()
      else if (tag === 3 << 3) scale = reader.int32()
      else skipField(reader, tag, 1)
    }
    if (value === undefined || value.length === 0) return fail('Invalid Decimal: Zero length BigInteger')
    if (Math.abs(scale) > MAX_SCALE) fail(`Invalid Decimal: scale ${scale}, it is within ±${MAX_SCALE}`)
    return new Decimal(bytesToBigint(value), scale)
  },
  write(writer, value) {
    if (!(value instanceof Decimal))
      return fail(`Invalid type for Decimal, expected BigDecimal but was ${describeValue(value)}`)
    writer.uint32((1 << 3) | wire.delimited).bytes(bigintToBytes(value.unscaled))
    writeInteger(writer, 2, digitsOf(value.unscaled))
    writeInteger(writer, 3, value.scale)
  },
}
