import fc from 'fast-check'
import { type Drawn, type From, fixed } from './known.ts'

/** Constructs that match a part of a topic's name, given that part. */
const constructs: readonly ((part: string) => string)[] = [
  part => part.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&'),
  part => `\\Q${part}\\E`,
  () => '.*',
  () => '.+',
  () => '(.*)',
  () => '(.+?)',
  part => `(?<part>${part.replace(/\W/g, '.')})`,
  part => `(?:${part.replace(/\W/g, '.')}|x)`,
  () => '[^ ]*',
  () => '[a-z0-9._-]+',
  () => '[\\w.-]*',
  () => '\\w+',
  () => '\\S+',
  () => '\\p{Alpha}+',
  () => '\\p{L}+',
  () => '[\\p{Lower}&&[^x]]+',
  () => '[a-z&&[^b-d]]+',
  () => '(?i:[A-Z]+)',
  () => '[a-zé]++',
  () => '(\\d*)(\\D*)',
  () => '\\b.*\\b',
  () => '(?=.).*',
  () => '(?!x).*(?<!x)',
  part => `(${part.replace(/\\W/g, '.')})(?:\\1)?`,
  () => '[\\w&&[^\\d_]]*[\\d_\\W]*',
  () => '\\p{IsLatin}*\\P{IsLatin}*',
  () => '[^\\p{Upper}]*+\\p{Lu}*',
  () => '(?:[\\p{IsAlphabetic}\\p{IsDigit}]|\\p{Punct}|\\s)*',
  () => '[a-m[n-z]]*[^a-z]*',
  () => '(?-i:\\p{ASCII}*)\\P{ASCII}*',
  () => '.{1,40}',
  () => '.{0,}',
  () => '[\\x61-\\x7a\\u002e]*',
  () => '\\0164.*',
  () => '(?>.*)',
  () => '(?s:.)*?\\h?',
]

const odd = fc.constantFrom(
  ...['((a)|(b)|.)+', '\\R?', '\\R', '(?:(a)|b)*', '(a*)*', '(?<=a|bc).', '(?<=a*).', '(?=(a))a'],
  ...[
    '(',
    ')',
    '[',
    ']',
    '[]',
    '[^]',
    '{',
    '}',
    'a{2',
    'a{,2}',
    '*',
    '+',
    '?',
    '\\',
    '\\1',
    '(a)\\1',
    '\\k<part>',
    '\\z',
    '\\Z',
  ],
  ...[
    '\\G',
    '^',
    '$',
    '\\A',
    '(?i)',
    '(?s)',
    '(?x) a b',
    '(?m)^',
    '(?u)',
    '(?U)\\w',
    '(?d)',
    '(?<n',
    '\\p{IsLatin}',
    '\\p{javaLowerCase}',
  ],
  ...[
    '\\pL',
    '\\P{L}',
    '\\cA',
    '\\e',
    '\\a',
    '\\x{1F600}',
    '\\N{LATIN SMALL LETTER A}',
    '\\X',
    '[[:alpha:]]',
    '[a-]',
    '[-a]',
    '[a&&b]',
  ],
  ...[
    '|',
    '',
    'a**',
    'a+?',
    'a?+',
    '(?#c)',
    '\\uD83D',
    '\\y',
    '\\8',
    '(?<a>x)(?<a>y)',
    '(?<1a>x)',
    'a{3,1}',
    'a{99999999999}',
  ],
)

const sides = fc.tuple(
  fc.constantFrom('', '^', '(?i)', '(?s)', '\\A'),
  fc.constantFrom('', '$', '\\z', '\\Z'),
)

const matching: Drawn = fc
  .tuple(fc.array(fc.constantFrom(...constructs), { minLength: 1, maxLength: 4 }), fc.nat(3), sides)
  .map(([chosen, cut, [before, after]]) => known => {
    const size = Math.ceil(known.topic.length / chosen.length) + (cut === 0 ? 1 : 0)
    const parts = chosen.map((construct, i) => construct(known.topic.slice(i * size, (i + 1) * size)))
    return before + parts.join('') + after
  })

/** A regular expression that is likely to match the record's topic. */
export const regexOf: Drawn = fc.oneof(
  { weight: 20, arbitrary: matching },
  {
    weight: 3,
    arbitrary: fc.tuple(matching, odd).map(
      ([drawn, more]): From<string> =>
        known =>
          drawn(known) + more,
    ),
  },
  { weight: 1, arbitrary: fixed(fc.array(odd, { maxLength: 3 }).map(parts => parts.join(''))) },
)

export const replacement: Drawn = fixed(
  fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom('$1', '$0', 'x', '-', '${part}', '$2', '$12', 'é') },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            '$',
            '\\',
            '\\$',
            '\\\\',
            '${no}',
            '${',
            '$9',
            '$&',
            '$$',
            '$<part>',
            '',
            '\\1',
            '$01',
            '${1}',
          ),
        },
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map(parts => parts.join('')),
)
