import { decimalSchema } from '../../../connectors/sdk/schema.ts'
import { Decimal } from '../../../connectors/sdk/value.ts'
import type { Case } from './case.ts'
import { reading, readingAs, writing } from './example.ts'
import { float32s } from './exempt-text.ts'
import {
  answeredAlike,
  type Exemption,
  isOf,
  problem,
  readText,
  succeeded,
  written,
  writtenAlike,
} from './exemption.ts'

const CONVERTER = 'JsonConverter'

const read = (reason: string, example: Case, is: Exemption['is']): Exemption => ({
  reason: `JSON: ${reason}`,
  example,
  is: (asked, there, here) => asked.kind === 'read' && isOf(asked, CONVERTER) && is(asked, there, here),
})

const write = (reason: string, example: Case, is: Exemption['is']): Exemption => ({
  reason: `JSON: ${reason}`,
  example,
  is: (asked, there, here) => asked.kind === 'write' && isOf(asked, CONVERTER) && is(asked, there, here),
})

/** Refused here with this text, not there. */
const refused = (reason: string, text: RegExp, example: Case): Exemption =>
  read(reason, example, (_, there, here) => succeeded(there) && text.test(problem(here)))

const wrapped = (text: string) =>
  text.replace(
    /\["integer","(-?\d+)"\]/g,
    (_, digits) => `["integer","${BigInt.asIntN(64, BigInt(digits))}"]`,
  )

const outOfRange = (text: string): boolean => {
  const [, digits, bits] = /^(-?\d+) is not an INT(\d+)$/.exec(text) ?? []
  return digits !== undefined && BigInt.asIntN(Number(bits), BigInt(digits)) !== BigInt(digits)
}

const specials = (text: string) =>
  text
    .replace(/\["float","(NaN|-?Infinity)"\]/g, '["float","0"]')
    .replaceAll('["float","-0.0"]', '["float","0"]')

const unescaped = (text: string) =>
  float32s(text).replace(/\\u([0-9a-f]{4})/gi, (_, unit) => String.fromCharCode(Number.parseInt(unit, 16)))

const timestamp = '"type":"int64","name":"org.apache.kafka.connect.data.Timestamp","version":1'
const schemaless = { 'schemas.enable': 'false' }

const numbers: readonly Exemption[] = [
  read(
    'an integer beyond int64 wraps around there, without a schema',
    reading(CONVERTER, '{"a":[9223372036854775808,-0.0]}', schemaless),
    (_, there, here) => answeredAlike(there, here, text => specials(wrapped(text))),
  ),
  read(
    'a number that its schema cannot hold wraps around there',
    readingAs('"type":"int8"', '128'),
    (_, there, here) => succeeded(there) && outOfRange(problem(here)),
  ),
  read(
    'a fraction for an integer is cut off there',
    readingAs('"type":"int8"', '1.5'),
    (asked, there, here) =>
      succeeded(there) &&
      /^Invalid type for INT\d+: NUMBER$/.test(problem(here)) &&
      /\d[.eE]/.test(readText(asked)),
  ),
  refused(
    'what is no number is 0 there',
    /^Invalid type for (INT\d+|FLOAT\d+): (STRING|BOOLEAN|ARRAY|OBJECT)$/,
    readingAs('"type":"double"', 'true'),
  ),
  refused(
    'a Date or Timestamp that a Date here cannot hold',
    / is beyond what a (Date|Timestamp) can hold here$|^Invalid type for Timestamp, .* should be integral/,
    readingAs(timestamp, '8640000000000001'),
  ),
  read('1e3 is no integer there for a Date, Time or Timestamp', readingAs(timestamp, '1e3'), (_, there) =>
    / should be integ(ral|er) but was NUMBER$/.test(problem(there)),
  ),
  write(
    'a decimal with fewer decimal places than its schema is refused there',
    writing(CONVERTER, new Decimal(1n, 0), decimalSchema(2)),
    (_, there, here) => /mismatching scale/.test(problem(there)) && succeeded(here),
  ),
]

const structure: readonly Exemption[] = [
  refused(
    'what is no boolean is false there',
    /^Invalid type for BOOLEAN: (STRING|NUMBER|ARRAY|OBJECT)$/,
    readingAs('"type":"boolean"', '"true"'),
  ),
  refused(
    'what is no text is null there, as bytes or inside a value',
    /^Invalid type for (STRING|BYTES): (BOOLEAN|NUMBER|ARRAY|OBJECT)$/,
    readingAs('"type":"array","items":{"type":"string"}', '[1]'),
  ),
  refused(
    'what follows the value is ignored there',
    /Not JSON: Unexpected non-whitespace character after JSON|bytes are not UTF-8 text/,
    reading(CONVERTER, '{} x', schemaless),
  ),
  read(
    'UTF-16 and UTF-32 are read there',
    reading(CONVERTER, '\u00001', schemaless),
    (asked, there, here) =>
      succeeded(there) && /Not JSON|not UTF-8 text/.test(problem(here)) && readText(asked).includes('\0'),
  ),
  read(
    "half a surrogate pair may not be in a field's name there",
    reading(CONVERTER, '{"\\ud83d":1}', schemaless),
    (asked, there) =>
      /serialization error/.test(problem(there)) &&
      'config' in asked &&
      /\\ud[89a-f]/i.test(`${asked.config['schema.content']}${readText(asked)}`),
  ),
  read(
    'a map with optional text for keys, one of them null, may not be pairs there',
    readingAs('"type":"map","keys":{"type":"string","optional":true},"values":{"type":"int8"}', '[[null,1]]'),
    (_, there) =>
      /^Maps with string fields should be encoded as JSON objects, but found ARRAY$/.test(problem(there)),
  ),
  read(
    'a struct with a default is refused there',
    readingAs('"type":"struct","fields":[],"default":{}', '{}'),
    (_, there) => problem(there) === 'Invalid default value',
  ),
  read(
    'a field of the empty name is refused there',
    readingAs('"type":"struct","fields":[{"type":"int8","field":""}]', '{"":1}'),
    (_, there) => problem(there) === 'fieldName cannot be null.',
  ),
  read(
    'a default in schema.content that is refused here makes no difference there to some messages',
    reading(CONVERTER, 'null', {
      'schema.content': '{"type":"int8","default":128}',
      'replace.null.with.default': 'false',
    }),
    (asked, there, here) =>
      'config' in asked &&
      /"default"/.test(asked.config['schema.content'] ?? '') &&
      'failed' in here &&
      here.failed === 'config' &&
      !('failed' in there && there.failed === 'config'),
  ),
  write(
    'a null key is the text null there, when its schema is optional text',
    writing(CONVERTER, new Map([[null, 1]]), {
      type: 'map',
      keys: { type: 'string', optional: true },
      values: { type: 'int8' },
    }),
    (_, there, here) => /\{"null":/.test(written(there)) && /\[\[null,/.test(written(here)),
  ),
  write('surrogates are escaped there, or in other letters', writing(CONVERTER, '😀'), (_, there, here) =>
    writtenAlike(there, here, unescaped),
  ),
]

export const jsonExemptions: readonly Exemption[] = [...numbers, ...structure]
