import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aliasOf, connectorOfArn } from '../../../functions/runtime/connector-alias.ts'

const arn = (alias: string) => `arn:aws:lambda:us-east-1:123456789012:function:connect-sink-event:${alias}`

describe('the alias of a connector', () => {
  it.each([
    ['orders-to-file', 'orders-to-file'],
    ['orders_2', 'orders_5F2'],
    ['7', '_37'],
    ['2026', '_32026'],
    ['käse & co', 'k_C3_A4se_20_26_20co'],
  ])('of %s is %s', (name, alias) => {
    expect(aliasOf(name)).toBe(alias)
    expect(connectorOfArn(arn(alias))).toBe(name)
  })

  it('is one that Lambda takes, and names the connector, whatever that is called', () => {
    const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter(n => n.isWellFormed())
    fc.assert(
      fc.property(fc.oneof(names, fc.stringMatching(/^[0-9]{1,20}$/)), name => {
        fc.pre(aliasLength(name) <= 128)
        expect(aliasOf(name)).toMatch(/^(?!^[0-9]+$)[A-Za-z0-9_-]{1,128}$/)
        expect(connectorOfArn(arn(aliasOf(name)))).toBe(name)
      }),
    )
  })

  it('that would be too long is refused with what is allowed', () => {
    expect(() => aliasOf('ä'.repeat(40))).toThrow('got 240 characters')
    expect(() => aliasOf('a'.repeat(129))).toThrow('allowed are 128')
    expect(aliasOf('a'.repeat(128))).toBe('a'.repeat(128))
  })

  it.each(['arn:aws:lambda:us-east-1:123456789012:function:f', arn('no_alias'), arn('$LATEST')])(
    'is not told from %s',
    text => expect(() => connectorOfArn(text)).toThrow('has no alias that names a connector'),
  )
})

const aliasLength = (name: string) => Buffer.from(name).length * 3
