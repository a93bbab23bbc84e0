import fc from 'fast-check'
import { jsonText } from './arbitrary-json.ts'
import { text } from './arbitrary-text.ts'

const number = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '1',
    '127',
    '128',
    '-129',
    '32768',
    '2147483648',
    '9223372036854775808',
    '007',
    '+5',
  ),
  fc.constantFrom(
    '1.0',
    '1e3',
    '0.1',
    '1.5',
    '3.4028236e38',
    '1e400',
    '1E-50',
    '.5',
    '5.',
    '1.10',
    '16777217.5',
  ),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }).map(String),
  fc.integer().map(thousandths => String(thousandths / 1000)),
)

const temporal = fc.oneof(
  fc
    .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
    .map(date => date.toISOString()),
  fc.constantFrom(
    '2019-02-28',
    '1970-01-01',
    '2019-13-45',
    '23:59:59.999Z',
    '12:30:00.000Z',
    '12:30',
    '2019-08-23T14:34:54.346Z',
  ),
)

const token = fc.oneof(
  number,
  temporal,
  fc.constantFrom('true', 'false', 'null', 'TRUE', 'abc', '""', '"a"', '"1"'),
)

const nested: fc.Arbitrary<string> = fc.letrec<{ value: string }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 3, arbitrary: token },
    { weight: 1, arbitrary: fc.string({ maxLength: 4 }).map(value => JSON.stringify(value)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.array(tie('value'), { maxLength: 3 }), fc.constantFrom(',', ',', ', ', ' , '))
        .map(([items, comma]) => `[${items.join(comma)}]`),
    },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 })
        .map(entries => `{${entries.map(entry => entry.join(':')).join(',')}}`),
    },
  ),
})).value

const around = fc.constantFrom('', '', '', '', ' ', ',', 'x', ']')

/** Text from which a type is guessed. */
export const headerText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(around, token, around).map(parts => parts.join('')) },
  { weight: 4, arbitrary: fc.tuple(around, nested, around).map(parts => parts.join('')) },
  { weight: 1, arbitrary: jsonText },
  { weight: 2, arbitrary: text },
)

/** Text whose type both sides see alike. */
export const plainHeaderText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '1',
    '-129',
    '32768',
    '0.5',
    '1e3',
    'true',
    'null',
    '2019-02-28',
    '12:30:00.000Z',
    '007',
    '1.0',
  ),
  fc.constantFrom('[1,2]', '["a","b"]', '{"a":1}', '[true, false]', '{"a":[1,2]}', '9223372036854775808'),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }).map(String),
  fc
    .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
    .map(date => date.toISOString()),
  fc.string().map(value => `x${value}`),
)
