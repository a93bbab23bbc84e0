import { float32s } from './exempt-text.ts'
import {
  answeredAlike,
  type Exemption,
  isOf,
  problem,
  readText,
  succeeded,
  writtenAlike,
} from './exemption.ts'

const JSON_CONVERTER = 'JsonConverter'

const read = (reason: string, is: Exemption['is']): Exemption => ({
  reason: `JSON: ${reason}`,
  is: (asked, there, here) => asked.kind === 'read' && isOf(asked, JSON_CONVERTER) && is(asked, there, here),
})

/** Refused here with this text, not there. */
const refused = (reason: string, text: RegExp): Exemption =>
  read(reason, (_, there, here) => succeeded(there) && text.test(problem(here)))

const wrapped = (text: string) =>
  text.replace(
    /\["integer","(-?\d+)"\]/g,
    (_, digits) => `["integer","${BigInt.asIntN(64, BigInt(digits))}"]`,
  )

const outOfRange = (here: string): boolean => {
  const [, digits, bits] = /^(-?\d+) is not an INT(\d+)$/.exec(here) ?? []
  return digits !== undefined && BigInt.asIntN(Number(bits), BigInt(digits)) !== BigInt(digits)
}

const fraction = /\d[.eE]/
const specials = (text: string) =>
  text
    .replace(/\["float","(NaN|-?Infinity)"\]/g, '["float","0"]')
    .replaceAll('["float","-0.0"]', '["float","0"]')
const kept = (text: string) => specials(wrapped(text))

const unescaped = (text: string) =>
  float32s(text).replace(/\\u(d[89a-f][0-9a-f]{2})/gi, (_, unit) =>
    String.fromCharCode(Number.parseInt(unit, 16)),
  )
export const jsonExemptions: readonly Exemption[] = [
  {
    reason: 'JSON: a decimal with fewer decimal places than its schema is refused there',
    is: (asked, there, here) =>
      asked.kind === 'write' &&
      isOf(asked, JSON_CONVERTER) &&
      'failed' in there &&
      /mismatching scale/.test(there.message ?? '') &&
      succeeded(here),
  },
  read(
    'an integer beyond int64 wraps around there, without a schema',
    (_, there, here) => answeredAlike(there, here, wrapped) || answeredAlike(there, here, kept),
  ),
  read(
    'a number that its schema cannot hold wraps around or is cut off there',
    (_, there, here) => succeeded(there) && outOfRange(problem(here)),
  ),
  read(
    'a fraction for an integer is cut off there',
    (asked, there, here) =>
      succeeded(there) &&
      /^Invalid type for INT\d+: NUMBER$/.test(problem(here)) &&
      fraction.test(readText(asked)),
  ),
  refused(
    'text, a boolean, an array or an object for a number is 0 there',
    /^Invalid type for (INT\d+|FLOAT\d+): (STRING|BOOLEAN|ARRAY|OBJECT)$/,
  ),
  refused('what is no boolean is false there', /^Invalid type for BOOLEAN: (STRING|NUMBER|ARRAY|OBJECT)$/),
  refused(
    'what is no text is null there, as bytes or inside a value',
    /^Invalid type for (STRING|BYTES): (BOOLEAN|NUMBER|ARRAY|OBJECT)$/,
  ),
  refused(
    'an object for an array is its values there',
    /should be encoded as JSON arrays, but found OBJECT|Invalid type for ARRAY: OBJECT/,
  ),
  refused(
    'what follows the value is ignored there',
    /Not JSON: Unexpected non-whitespace character after JSON/,
  ),
  read('NaN and infinities as text, and -0.0, are read as 0 there', (_, there, here) =>
    answeredAlike(there, here, specials),
  ),
  refused(
    'an instant that a Date here cannot hold',
    / is beyond what a Timestamp can hold here$|^Invalid type for Timestamp, underlying representation should be integral/,
  ),
  read(
    '1e3 is no integer there for a Date, Time or Timestamp',
    (_, there, here) =>
      'failed' in there &&
      /should be integ(ral|er) but was NUMBER/.test(there.message ?? '') &&
      succeeded(here),
  ),
  read(
    "half a surrogate pair may not be in a field's name there",
    (asked, there, here) =>
      'failed' in there &&
      /serialization error/.test(there.message ?? '') &&
      /\\ud[89a-f].*":/i.test(readText(asked)) &&
      succeeded(here),
  ),
  read(
    'a struct with a default is refused there',
    (_asked, there) => 'failed' in there && there.message === 'Invalid default value',
  ),
  read(
    'what is refused elsewhere is refused in the default of schema.content',
    (asked, _there, here) =>
      'config' in asked &&
      /"default"/.test(asked.config['schema.content'] ?? '') &&
      /^Failed to parse schema in converter config/.test(problem(here)),
  ),
  {
    reason: 'JSON: surrogates are escaped there, or in other letters',
    is: (asked, there, here) =>
      asked.kind === 'write' && isOf(asked, JSON_CONVERTER) && writtenAlike(there, here, unescaped),
  },
]
