import { withinField } from '../../sdk/field-error.ts'
import { newStruct, type Struct, type Value } from '../../sdk/value.ts'
import type { ByteInput } from './byte-input.ts'
import type { ByteOutput } from './byte-output.ts'

interface FieldDecoder {
  readonly name: string
  readonly decode: (input: ByteInput) => Value
}

export interface FieldEncoder {
  readonly name: string
  /** what is written for null */
  readonly fallback: Value
  readonly encode: (output: ByteOutput, value: Value) => void
}

const failed = (names: readonly string[]) => (i: number, error: unknown) => withinField(names[i] ?? '', error)

/** Code of one function, whose free names are those of `given`. */
const compile = (code: string, given: Readonly<Record<string, unknown>>): unknown =>
  new Function(...Object.keys(given), `'use strict'; return ${code}`)(...Object.values(given))

const named = (prefix: string, parts: readonly unknown[]) =>
  Object.fromEntries(parts.map((part, i) => [`${prefix}${i}`, part]))

const guarded = (steps: readonly string[]) =>
  `let at = 0; try { ${steps.map((step, i) => `at = ${i}; ${step}`).join(' ')} } catch (error) { throw failed(at, error) }`

/**
 * Reads the fields of a record, one after the other. Compiled, for a loop over names takes a quarter longer
 (600 against 470 ns to write 12 fields, 725 against 585 ns to read them): every access to a field knows its name.
 */
export const compileDecoder = (fields: readonly FieldDecoder[]): ((input: ByteInput) => Value) =>
  compile(
    `input => { const struct = newStruct(); ${guarded(fields.map(({ name }, i) => `struct[${JSON.stringify(name)}] = decode${i}(input);`))} return struct }`,
    {
      newStruct,
      failed: failed(fields.map(({ name }) => name)),
      ...named(
        'decode',
        fields.map(({ decode }) => decode),
      ),
    },
  ) as (input: ByteInput) => Value

/** The same for writing. */
export const compileEncoder = (
  fields: readonly FieldEncoder[],
): ((output: ByteOutput, struct: Struct) => void) =>
  compile(
    `(output, struct) => { ${guarded(fields.map(({ name }, i) => `encode${i}(output, struct[${JSON.stringify(name)}] ?? fallback${i});`))} }`,
    {
      failed: failed(fields.map(({ name }) => name)),
      ...named(
        'encode',
        fields.map(({ encode }) => encode),
      ),
      ...named(
        'fallback',
        fields.map(({ fallback }) => fallback),
      ),
    },
  ) as (output: ByteOutput, struct: Struct) => void
