import { describe, expect, test } from 'vitest'
import { parseProperties, propertyEntries } from '../../../connectors/sdk/properties.ts'

// expected values are what java.util.Properties gives for the same text
describe('a Java properties text', () => {
  test.each([
    ['equals', 'a=1', { a: '1' }],
    ['a colon', 'a:1', { a: '1' }],
    ['white space', 'a 1', { a: '1' }],
    ['white space around the separator', ' \ta \t=\f 1', { a: '1' }],
    ['white space and then a separator, once', 'a = = 1', { a: '= 1' }],
    ['separators in the value', 'url=http://h:1/?a=b', { url: 'http://h:1/?a=b' }],
    ['trailing white space, which belongs to the value', 'a=1 \t', { a: '1 \t' }],
    ['escaped separators in the key', 'a\\ b\\=c\\:d=1', { 'a b=c:d': '1' }],
    ['no separator', 'a', { a: '' }],
    ['an empty key', '=1', { '': '1' }],
    ['comments', '# x=1\n  ! y=2\na=1#no', { a: '1#no' }],
    ['blank lines of every line end', '\r\n\n\ra=1\r\rb=2', { a: '1', b: '2' }],
    ['a continued line', 'a=1,\\\n    2,\\\r\n\t3', { a: '1,2,3' }],
    ['a continuation that looks like a comment', 'a=1\\\n#2', { a: '1#2' }],
    ['a comment, which is never continued', '# x\\\na=1', { a: '1' }],
    ['an even number of backslashes, which continues nothing', 'a=1\\\\\nb=2', { a: '1\\', b: '2' }],
    ['a continuation at the end of the text', 'a=1\\', { a: '1' }],
    ['a blank line that ends a continued one', 'a=1\\\n\nb=2', { a: '1', b: '2' }],
    ['escapes', 'a=\\t\\n\\r\\f\\\\\\"\\z', { a: '\t\n\r\f\\"z' }],
    ['unicode escapes', 'a=\\u00e9\\uD83D\\uDE00', { a: 'é😀' }],
    ['an escaped unicode escape', 'a=\\\\u0041', { a: '\\u0041' }],
    ['a key that objects have from birth', '__proto__=1', Object.fromEntries([['__proto__', '1']])],
    ['a repeated key, of which the last wins', 'a=1\na=2', { a: '2' }],
    ['nothing', '', {}],
  ])('has %s', (_, text, expected) => {
    const parsed = parseProperties(text)
    expect(Object.entries(parsed)).toEqual(Object.entries(expected))
  })

  test('shows repeated keys to whoever wants to see them', () => {
    expect(propertyEntries('a=1\na=2')).toEqual([
      ['a', '1'],
      ['a', '2'],
    ])
  })

  test.each(['a=\\u12', 'a=\\u12g4', '\\u=1'])('is refused with a malformed unicode escape: %s', text => {
    expect(() => parseProperties(text)).toThrow('Malformed \\uxxxx encoding.')
  })
})
