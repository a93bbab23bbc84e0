/** An arbitrary-precision decimal: `unscaled × 10^−scale`; trailing zeros are kept. */
export class Decimal {
  readonly unscaled: bigint
  readonly scale: number

  constructor(unscaled: bigint, scale: number) {
    this.unscaled = unscaled
    this.scale = scale
  }

  toString(): string {
    if (this.scale <= 0) return (this.unscaled * 10n ** BigInt(-this.scale)).toString()
    const negative = this.unscaled < 0n
    const digits = (negative ? -this.unscaled : this.unscaled).toString().padStart(this.scale + 1, '0')
    const point = digits.length - this.scale
    return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`
  }
}

/** A schemaless floating point number with an integral value, so that `1.0` does not become the integer `1`. */
export class Float64 {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  valueOf(): number {
    return this.value
  }
}

/**
 * What a record's key, value or header may hold.
 * struct and schemaless object: object that inherits no names; array: array; map: Map; bytes: Uint8Array;
 * Date, Time and Timestamp: Date (UTC); integers: number when safe, bigint when not; float32: a number that is one.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Decimal
  | Float64
  | Date
  | readonly Value[]
  | ReadonlyMap<Value, Value>
  | Struct

export interface Struct {
  readonly [field: string]: Value
}

// as fast as any instance, which Object.create(null) is not
class Fields {}
Reflect.deleteProperty(Fields.prototype, 'constructor')
Object.freeze(Object.setPrototypeOf(Fields.prototype, null))

/** A struct to fill. It inherits no names, so that `constructor` and `__proto__` are fields like others. */
export const newStruct = (): Record<string, Value> => new Fields() as Record<string, Value>
