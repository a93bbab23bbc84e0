import type { Answer } from './case.ts'
import { answerText } from './compare.ts'
import { reading, writing } from './example.ts'
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

/** UTF-16 too, of which every second byte is 0. */
const plain = (text: string) => text.replaceAll('\0', '')

const float = /-?\d+\.\d+(E-?\d+)?/g
const float64s = (text: string) => plain(text).replace(float, token => String(Number(token)))
/** Equal when the texts of 32-bit floats are, whatever their digits. */
export const float32s = (text: string): string =>
  plain(text).replace(float, token => String(Math.fround(Number(token))))

export const textExemptions: readonly Exemption[] = [
  {
    reason: 'digits of floats: Java before 19 writes more than needed for some',
    example: writing('StringConverter', 9e-323),
    is: (asked, there, here) => {
      const alike = asked.kind === 'write' ? writtenAlike : answeredAlike
      return (
        (asked.kind === 'write' || isOf(asked, 'Cast')) &&
        [float64s, float32s].some(change => alike(there, here, change))
      )
    },
  },
  {
    reason: 'String: bytes are printed as [B@1b2c3d there',
    example: writing('StringConverter', Buffer.from('a')),
    is: (_, there, here) =>
      /\[B@/.test(plain(written(there))) && /^Bytes have no text form/.test(problem(here)),
  },
  {
    reason: 'text that the encoding cannot hold is written as ? there',
    example: writing('StringConverter', '\ud83d'),
    is: (_, there, here) =>
      /[?\ufffd]/.test(written(there)) && /unpaired surrogate|cannot hold the text/.test(problem(here)),
  },
  {
    reason: 'bytes that are not of the encoding are read as U+FFFD there',
    example: reading('StringConverter', Buffer.from([0xff])),
    is: (asked, there, here) =>
      asked.kind === 'read' &&
      JSON.stringify(there).includes('\ufffd') &&
      /not .* text/.test(problem(here)) &&
      succeeded(there),
  },
  {
    reason: 'String, SimpleHeader: a value that is not what its schema says is written all the same there',
    example: writing('StringConverter', [], { type: 'int8' }),
    is: (asked, there, here) =>
      isOf(asked, 'StringConverter', 'SimpleHeaderConverter') &&
      succeeded(there) &&
      /^Invalid Java object for schema /.test(problem(here)),
  },
  {
    reason: 'Short, Integer, Float: a number without a schema is a long or double, which they refuse there',
    example: writing('ShortConverter', 1),
    is: (asked, there, here) =>
      isOf(asked, 'ShortConverter', 'IntegerConverter', 'FloatConverter') &&
      /^Failed to serialize to \w+ \(was class java.lang.(Long|Double)\)/.test(problem(there)) &&
      succeeded(here),
  },
]

/** What both read of a header. */
type Pair = (text: string, there: DatumAnswer, here: DatumAnswer) => boolean
type DatumAnswer = Extract<Answer, { readonly datum: unknown }>['datum']

const header =
  (pair: Pair): Exemption['is'] =>
  (asked, there, here) =>
    isOf(asked, 'SimpleHeaderConverter') &&
    'datum' in there &&
    'datum' in here &&
    pair(readText(asked), there.datum, here.datum)

const SIMPLE = 'SimpleHeaderConverter'
/** As if all dates and times were one. */
export const temporals = (text: string): string =>
  text.replace(/\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d\.\d{3}Z)?|\d\d:\d\d:\d\d\.\d{3}Z/g, '@')

const schemaText = ({ schema }: DatumAnswer) => JSON.stringify(schema)

const DECIMAL =
  /"name":"org\.apache\.kafka\.connect\.data\.Decimal","parameters":\{"scale":"-?\d+"\},"type":"bytes","version":1/g

/** As if all fractions were 32-bit floats. */
const rounded = (text: string) =>
  text
    .replaceAll('"type":"float64"', '"type":"float32"')
    .replace(DECIMAL, '"type":"float32"')
    .replace(/\["decimal","(-?\d+)",(-?\d+)\]/g, (_, unscaled, scale) => `["float","${unscaled}e${-scale}"]`)
    .replace(/\["float","([^"]*)"\]/g, (_, digits) => `["float","${Math.fround(Number(digits))}"]`)

/** A value by itself, but for what the other exemptions are about. */
const valueText = ({ value }: DatumAnswer) =>
  rounded(
    answerText({ datum: { schema: null, value } })
      .replace(/\\|\s/g, '')
      .replaceAll('["date"', '["integer"')
      .replaceAll('["integer"', '["float"'),
  )

/** Without backslashes, in any order: keys are sorted with them. */
const tokens = (text: string) => rounded(text.replaceAll('\\', '')).split('"').toSorted().join('"')

export const headerExemptions: readonly Exemption[] = [
  {
    reason: 'SimpleHeader: dates before 1970, and DATE 1970-01-01, are written as a time of day there',
    example: writing(SIMPLE, new Date(-1)),
    is: (asked, there, here) =>
      isOf(asked, SIMPLE) && writtenAlike(there, here, text => float32s(temporals(text))),
  },
  {
    reason: 'SimpleHeader: what follows a number, array or date is lost there',
    example: reading(SIMPLE, '1,2'),
    is: header((text, there, here) => here.value === text && there.value !== text),
  },
  {
    reason: 'SimpleHeader: a date with a blank behind it is a number there',
    example: reading(SIMPLE, '12:30:00.000Z '),
    is: header((text, _, { value }) => Array.isArray(value) && value[0] === 'date' && text !== text.trim()),
  },
  {
    reason:
      'SimpleHeader: elements of an array or map that have no one type have none, or the last one, there',
    example: reading(SIMPLE, '[[1],["a"]]'),
    is: header(
      (_, there, here) =>
        /^\{"type":"(array|map)"/.test(schemaText(there)) &&
        here.schema === null &&
        (valueText(there) === valueText(here) || /"date"/.test(JSON.stringify(there.value))),
    ),
  },
  {
    reason: 'SimpleHeader: an array or map with null or a date may be text there',
    example: reading(SIMPLE, '[null,1]'),
    is: header(
      (text, there, here) =>
        typeof there.value === 'string' && typeof here.value !== 'string' && /null|\d[-:]\d/.test(text),
    ),
  },
  {
    reason: 'SimpleHeader: a fraction is a FLOAT32 there, whatever is lost',
    example: reading(SIMPLE, '16777217.5'),
    is: (asked, there, here) => isOf(asked, SIMPLE) && answeredAlike(there, here, rounded),
  },
  {
    reason: 'SimpleHeader: blanks at the ends of text in an array or map are lost there',
    example: reading(SIMPLE, '[" "]'),
    is: (asked, there, here) =>
      isOf(asked, SIMPLE) && answeredAlike(there, here, text => text.replace(/\s|\\[nrtf]/g, '')),
  },
  {
    reason: 'SimpleHeader: backslashes before quotes and backslashes inside an array or map stay there',
    example: reading(SIMPLE, '["\\\\"]'),
    is: (asked, there, here) => isOf(asked, SIMPLE) && answeredAlike(there, here, tokens),
  },
  {
    reason: 'SimpleHeader: a date in quotes inside an array or map is a date there',
    example: reading(SIMPLE, '["2024-02-29"]'),
    is: header(
      (text, there, here) =>
        /"\d\d(\d\d-|:\d\d:)/.test(text) &&
        /"date"/.test(JSON.stringify(there.value)) &&
        schemaText(there) !== schemaText(here),
    ),
  },
  {
    reason: 'SimpleHeader: arrays and maps that are equal are one key of a map there',
    example: reading(SIMPLE, '{[1]:1,[1]:2}'),
    is: header((text, there) => schemaText(there).includes('"type":"map"') && /[{,] *[{[]/.test(text)),
  },
]
