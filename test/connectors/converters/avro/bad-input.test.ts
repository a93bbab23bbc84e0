import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { avroConverter } from '../../../../connectors/converters/avro-converter.ts'
import { parseConfig } from '../../../../connectors/sdk/config.ts'
import { ConnectError } from '../../../../connectors/sdk/errors.ts'
import { runs } from '../../../helpers/runs.ts'
import { awaited } from '../json-schema/awaited.ts'
import { type MemoryRegistry, openAvro, registered, startRegistry } from './open-avro.ts'

let registry: MemoryRegistry
beforeAll(async () => {
  registry = await startRegistry()
})
afterAll(() => registry.close())

const field = (name: string, type: unknown) => ({ name, type })
const schema = {
  type: 'record',
  name: 'R',
  fields: [
    field('id', 'long'),
    field('tiny', { type: 'int', 'connect.type': 'int8' }),
    field('text', ['null', 'string']),
    field('list', {
      type: 'array',
      items: { type: 'record', name: 'I', fields: [field('b', 'bytes'), field('ok', 'boolean')] },
    }),
    field('map', { type: 'map', values: 'double' }),
    field('suit', { type: 'enum', name: 'E', symbols: ['A', 'B'] }),
    field('fixed', { type: 'fixed', name: 'F', size: 3 }),
    field('next', ['null', 'R']),
    field('empty', { type: 'array', items: { type: 'record', name: 'Nothing', fields: [] } }),
    field('any', ['null', 'int', 'float', 'string']),
  ],
}
const good = [2, 4, 2, 2, 65, 2, 2, 9, 1, 0, 0, 2, 1, 2, 3, 0, 0, 0]

const read = (bytes: Uint8Array) => openAvro(registry.url).read('other', bytes)
const message = (payload: readonly number[]) => registered(registry, schema, payload)

test('a good message is read', async () => {
  expect((await read(message(good))).value).toMatchObject({
    id: 1,
    tiny: 2,
    text: 'A',
    suit: 'B',
    next: null,
  })
})

describe('no message of a registry', () => {
  test.each([
    ['no bytes', [], 'Not Avro of a schema registry: 0 bytes, at least 5 are needed'],
    ['too few', [0, 0, 1], 'Not Avro of a schema registry: 3 bytes, at least 5 are needed'],
    ['another first byte', [0x7b, 0, 0, 0, 0, 1], 'Unknown magic byte! Got 123'],
    ['an id nobody has', [0, 0x7f, 0xff, 0xff, 0xff, 1], 'retrieving the schema of id 2147483647'],
    ['a negative id', [0, 0xff, 0xff, 0xff, 0xff, 1], 'id -1'],
  ])('%s', async (_, bytes, text) => {
    await expect(read(Buffer.from(bytes))).rejects.toThrow(
      expect.objectContaining({ code: 'DATA', message: expect.stringContaining(text) }),
    )
  })
})

describe('a message that is not what its schema says', () => {
  const cut = (at: number) => good.slice(0, at)
  const huge = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]
  test.each([
    ['ends inside of a field', cut(4), '(field text)'],
    ['ends inside of an item', [2, 4, 0, 2, 20, 1, 1], '(field list[0].b)'],
    ['goes on after the value', [...good, 0], '1 bytes are left after the value'],
    ['has a small integer that is large', [2, 0x80, 0x02], 'Invalid value for INT8: 128 (field tiny)'],
    ['has no such branch', [2, 4, 6], 'Unknown union branch or enum ordinal 3, there are 2 (field text)'],
    ['has a text longer than itself', [2, 4, 2, ...huge], '(field text)'],
    ['has more items than bytes', [2, 4, 0, 0x80, 0x80, 0x80, 0x80, 0x10], '(field list)'],
    ['has no such symbol', [...cut(11), 4], '(field suit)'],
    ['has a boolean of 2', [2, 4, 0, 2, 0, 2], 'Invalid boolean encoding: 2 (field list[0].ok)'],
    ['has text that is not UTF-8', [2, 4, 2, 2, 0xff], '(field text)'],
    [
      'has an integer of 11 bytes',
      new Array(11).fill(0xff),
      'Invalid long encoding: more than 64 bits (field id)',
    ],
    [
      'has very many items of no bytes',
      [...good.slice(0, 16), 0x80, 0x80, 0x80, 0x80, 0x10],
      '(field empty)',
    ],
  ])('%s', async (_, payload, text) => {
    const bytes = message(payload)
    await expect(read(bytes)).rejects.toThrow(
      expect.objectContaining({ code: 'DATA', message: expect.stringContaining(text) }),
    )
    await expect(read(bytes)).rejects.toThrow(`Error deserializing Avro message for id ${bytes[4]}: `)
  })

  test('whatever it is: it is read or an error of data, and takes no memory that it does not have', async () => {
    const converter = avroConverter.open(
      parseConfig(avroConverter.config, { 'schema.registry.url': registry.url }),
      {
        isKey: false,
      },
    )
    const prefix = message([])
    await awaited(() => converter.toConnect('other', message(good)))
    const byte = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 2, 4, 0x80, 0xff))
    const mutated = fc.tuple(fc.nat(good.length), byte, fc.boolean()).map(([at, value, shorter]) => {
      const bytes = [...good]
      bytes[at] = value
      return shorter ? bytes.slice(0, at + 1) : bytes
    })
    const before = process.memoryUsage().rss
    fc.assert(
      fc.property(fc.oneof(fc.array(byte, { maxLength: 60 }), mutated), payload => {
        try {
          converter.toConnect('other', Buffer.concat([prefix, Buffer.from(payload)]))
        } catch (error) {
          if (!(error instanceof ConnectError) || error.code !== 'DATA') throw error
        }
      }),
      { numRuns: runs(5000) },
    )
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024)
  })

  test('a record that contains itself, without end', async () => {
    const deep = { type: 'record', name: 'D', fields: [field('next', ['null', 'D'])] }
    const bytes = registered(registry, deep, new Array(300_000).fill(2))
    await expect(read(bytes)).rejects.toThrow(expect.objectContaining({ code: 'DATA' }))
  })
})
