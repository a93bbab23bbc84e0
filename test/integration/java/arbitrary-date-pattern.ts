import fc from 'fast-check'

const usual = fc.constantFrom(
  ...[
    'yyyy-MM-dd',
    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'",
    'yyyyMMdd',
    'HH:mm:ss',
    'yyyy-MM-dd HH:mm:ss.SSS',
    'dd/MM/yy hh:mm a',
  ],
  ...[
    'EEE, d MMM yyyy HH:mm:ss Z',
    "yyyy-MM-dd'T'HH:mm:ssXXX",
    'yyyyMMddHHmmssSSS',
    'MMMM d, yyyy',
    'yyyy-MM-dd HH',
    'EEEE',
  ],
)

const part = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...'yMdHhmsSEaDkKuwWFzZXGYLQenr'), fc.integer({ min: 1, max: 5 }))
      .map(([letter, count]) => letter.repeat(count)),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '-',
      '/',
      ':',
      ' ',
      '.',
      ',',
      "'T'",
      "''",
      "'o''clock'",
      'é',
      '1',
      '[',
      '#',
      "'",
    ),
  },
)

/** A pattern of SimpleDateFormat. */
export const datePattern: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: usual },
  { weight: 1, arbitrary: fc.array(part, { maxLength: 6 }).map(parts => parts.join('')) },
)
