import fc from 'fast-check'

/** Few, so that configurations name what records have; among them what objects inherit, array indices, halves of pairs. */
export const name: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c', 'id', 'ts') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[
        '__proto__',
        'constructor',
        'toString',
        'length',
        '0',
        '1',
        '42',
        '-1',
        '',
        'x y',
        'a.b',
        'é',
        '\ud83d',
      ],
      ...['`a`', 'a`b', 'a\\', '.', '..', 'A', 'a:b', '😀'],
    ),
  },
)

/** No field of a struct has the empty name. */
export const fieldName = name.map(text => (text === '' ? 'a' : text))

const numberText = fc.constantFrom(
  ...['0', '1', '-5', '+7', ' 12 ', '127', '128', '300', '007', '2147483648', '9223372036854775807', '-0'],
  ...[
    '9223372036854775808',
    '1.5',
    '1e3',
    '1E-5',
    '-.5',
    '5.',
    'NaN',
    'Infinity',
    '-Infinity',
    '1f',
    '1d',
    '0x10',
  ],
  ...['0x1p3', '1_000', '١٢', '1e400', '1e-400', '3.4028236e38', '0.1', 'true', 'TRUE', 'false', 'yes'],
)

const timeText = fc.constantFrom(
  ...['2024-02-29', '2024-02-29T12:34:56.789Z', '20240229', '12:34:56', 'Thu, 29 Feb 2024 12:34:56 +0000'],
  ...['2024-02-29T12:34:56+01:00', '29/02/24 01:05 PM', '2024-02-30', '0001-01-01', 'February 29, 2024'],
  ...['20240229123456789', '2024-2-9', ' 2024-02-29', '2024-02-29x', '-2024-02-29', '1582-10-10'],
)

/** Any code units, also halves of surrogate pairs. */
const anyUnits = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc
    .array(fc.integer({ min: 0xd700, max: 0xe000 }), { maxLength: 3 })
    .map(units => String.fromCharCode(...units)),
)

export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.string() },
  { weight: 3, arbitrary: numberText },
  { weight: 3, arbitrary: name },
  { weight: 1, arbitrary: timeText },
  { weight: 1, arbitrary: anyUnits },
)
