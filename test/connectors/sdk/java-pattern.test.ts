import { describe, expect, test } from 'vitest'
import { javaPattern, javaRegex } from '../../../connectors/sdk/java-pattern.ts'

// every expectation here is what java.util.regex answered
describe('matches', () => {
  test.each([
    ['my-prefix-.*', 'my-prefix-', true],
    ['my-prefix-.*', 'x-my-prefix-foo', false],
    ['a|ab', 'ab', true],
    ['.*', 'a\nb', false],
    ['.*', 'a\u0085b', false],
    ['(?d).*', 'a\u0085b', true],
    ['(?s).*', 'a\nb', true],
    ['.', '😀', true],
    ['[^a]', '😀', true],
    ['\\ud83d\\ude00', '😀', true],
    ['\\x{1F600}+', '😀😀', true],
    ['\\s', '\u000b', true],
    ['\\s', '\u00a0', false],
    ['\\h', '\u00a0', true],
    ['\\w', 'é', false],
    ['\\d', '٣', false],
    ['\\v', '\u2028', true],
    ['\\R', '\r\n', true],
    ['(?i)k', '\u212a', false],
    ['(?i)straSSe', 'STRASSE', true],
    ['(?i)é', 'É', false],
    ['(?i)[A-Ö]', 'ö', false],
    ['(?i)[a-c]+', 'aBC', true],
    ['a(?i)b|c', 'C', true],
    ['(a(?i)b)c', 'aBC', false],
    ['[a-z&&[^aeiou]]+', 'xyz', true],
    ['[a-z&&[^aeiou]]', 'e', false],
    ['[a[bc]]+', 'abc', true],
    ['[^a[b]]', 'b', false],
    ['[]a]+', ']a', true],
    ['[\\w-]+', 'a-b', true],
    ['[a&&b]', 'a', false],
    ['[a&b]+', 'a&b', true],
    ['\\Q*.\\E+', '*...', true],
    ['\\p{Upper}\\p{Lu}\\pL\\P{L}', 'AÉé1', true],
    ['\\p{IsGreek}+', 'αβγ', true],
    ['a++a', 'aaa', false],
    ['(?>a|ab)c', 'abc', false],
    ['(?:ab|a)*+b', 'aab', false],
    ['(a)\\1', 'aa', true],
    ['(?<x>a|b)\\k<x>', 'bb', true],
    ['(a)\\11', 'aa1', true],
    ['(?<=a)b|ab', 'ab', true],
    ['a$\n', 'a\n', true],
    ['a$\r\n', 'a\r\n', true],
    ['(?m)a$\n^b', 'a\nb', true],
    ['(?m)^', '', false],
    ['a\\Z\n', 'a\n', true],
    ['a\\z\n', 'a\n', false],
    ['\\Aa\\b-\\bb\\z', 'a-b', true],
    ['\\0101\\x42\\u0043\\cA\\e', 'ABC\u0001\u001b', true],
    ['a}b]', 'a}b]', true],
  ])('%j for %j: %s', (pattern, text, expected) => {
    expect(javaPattern(pattern).matches(text)).toBe(expected)
  })

  test('where Java versions differ, a text is refused', () => {
    const word = javaPattern('\\b.*')
    expect(word.matches('abc')).toBe(true)
    expect(() => word.matches('é')).toThrow('The regular expression \\b.* is for ASCII only, got é')
    expect(javaPattern('.*(?<=a)').matches('éa')).toBe(true)
    expect(() => javaPattern('.*(?<=a)').matches('😀a')).toThrow('is for characters of the basic plane only')
  })
})

describe('replacing', () => {
  test.each([
    ['foo', 'orig', 'bar', undefined],
    ['(.*)', 'orig', 'prefix-$1', 'prefix-orig'],
    ['(.*)-(\\d{8})', 'index-20160117', '$1', 'index'],
    ['(?<db>[^.]+)\\.(?<t>.+)', 'mydb.users', `\${t}_\${db}`, 'users_mydb'],
    // replaceFirst looks anew, and finds less than the whole text
    ['a|ab', 'ab', 'X', 'Xb'],
    ['(a)(b)?', 'a', '[$2$1$0]', '[aa]'],
    ['(a)', 'a', '$12', 'a2'],
    ['a', 'a', '\\$1\\\\', '$1\\'],
    ['(?:(x)|y)', 'y', '<$1>', '<>'],
    ['(|a)?', 'a', '<$0>', '<>a'],
  ])('%j in %j by %j: %j', (pattern, text, replacement, expected) => {
    expect(javaPattern(pattern).replacing(replacement)(text)).toBe(expected)
  })

  test.each([
    ['$3', 'No group 3'],
    [`\${no}`, 'No group with name {no}'],
    ['$x', 'Illegal group reference'],
    ['$', 'Illegal group reference: group index is missing'],
    ['\\', 'character to be escaped is missing'],
    ['${', 'named capturing group has 0 length name'],
    ['${a', "named capturing group is missing trailing '}'"],
    [`\${1}`, 'capturing group name {1} starts with digit character'],
  ])('%j is wrong when a text matches', (replacement, message) => {
    const replace = javaPattern('(a)').replacing(replacement)
    expect(replace('b')).toBeUndefined()
    expect(() => replace('a')).toThrow(expect.objectContaining({ code: 'DATA', message }))
  })
})

describe('what is no pattern is refused in Java’s words', () => {
  test.each([
    ['[', 'Unclosed character class near index 0\n[\n^'],
    ['*', "Dangling meta character '*' near index 0\n*\n^"],
    ['a**', "Dangling meta character '*' near index 2\na**\n  ^"],
    ['(a', 'Unclosed group near index 2\n(a'],
    ['a)', "Unmatched closing ')' near index 0\na)\n^"],
    ['a{', 'Illegal repetition near index 2\na{'],
    ['a{1', 'Unclosed counted closure near index 3\na{1'],
    ['a{2,1}', 'Illegal repetition range near index 5\na{2,1}\n     ^'],
    ['[b-a]', 'Illegal character range near index 3\n[b-a]\n   ^'],
    ['\\y', 'Illegal/unsupported escape sequence near index 1\n\\y\n ^'],
    [
      '(?<a>.)(?<a>.)',
      'Named capturing group <a> is already defined near index 11\n(?<a>.)(?<a>.)\n           ^',
    ],
    ['(?a)', 'Unknown inline modifier near index 2\n(?a)\n  ^'],
    ['\\k<a>', 'named capturing group <a> does not exist near index 4\n\\k<a>\n    ^'],
  ])('%j', (pattern, message) => {
    expect(() => javaPattern(pattern)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG', message }))
    expect(() => javaRegex(pattern)).toThrow(`Invalid regex: ${message}`)
  })
})

test.each([
  ['(a*)*', 'A repeated group that can match nothing'],
  ['(?:(a)|b)*', 'A repeated group with a group inside that not every round matches'],
  ['\\1(a)', 'The reference \\1 to a group that need not have matched before'],
  ['(?:(a)|b)\\1', 'The reference \\1 to a group that need not have matched before'],
  ['(?i)(a)\\1', 'A back reference that ignores case'],
  ['(?=(a))', 'A capturing group in a look-around or an atomic group'],
  ['(?<=a+)b', 'A look-behind without a maximum length'],
  ['(?x) a', 'The flag x'],
  ['(?U)\\w', 'The flag U'],
  ['\\X', '\\X'],
  ['\\p{InGreek}', 'The character property InGreek'],
  ['(?i)\\p{Lu}', 'The character property Lu'],
  ['[a&&]', '&& followed by ]'],
  ['[a&&[b]c]', 'A nested class followed by other members after &&'],
  ['\ud83d', 'Half a pair of surrogates'],
])('%j is refused: JavaScript cannot do it in the same way', (pattern, what) => {
  expect(() => javaPattern(pattern)).toThrow(`${what} is not supported: ${pattern}`)
})
