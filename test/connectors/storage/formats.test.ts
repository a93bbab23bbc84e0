import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { logicalNames, type Schema, STRING } from '../../../connectors/sdk/schema.ts'
import { Decimal, type Value } from '../../../connectors/sdk/value.ts'
import { fileBody } from '../../../connectors/storage/file-body.ts'
import { openFormat } from '../../../connectors/storage/open-format.ts'

const json = openFormat({ name: 'json', decimalFormat: 'NUMERIC' })
const bytes = openFormat({ name: 'bytearray', separator: '|' })
const encode = (value: Value, schema?: Schema) => json.encode('t', { schema, value }).toString()

describe('JsonFormat', () => {
  test.each<[Value, string]>([
    ['text', '"text"'],
    ['{"a":1}', '"{\\"a\\":1}"'],
    ['é\u2028\n', '"é\u2028\\n"'],
    [12, '12'],
    [9007199254740993n, '9007199254740993'],
    [true, 'true'],
    [['a', null, 1], '["a",null,1]'],
    [{ a: { b: [] } }, '{"a":{"b":[]}}'],
    [Buffer.from([1, 2, 255]), '"AQL/"'],
  ])('%# as %s', (value, expected) => {
    expect(encode(value)).toBe(expected)
  })

  test('values with a schema stand without it', () => {
    const schema: Schema = {
      type: 'struct',
      fields: [
        { name: 'name', schema: STRING },
        {
          name: 'price',
          schema: { type: 'bytes', name: logicalNames.Decimal, version: 1, parameters: { scale: '2' } },
        },
      ],
    }
    expect(encode({ name: 'x', price: new Decimal(1560n, 2) }, schema)).toBe('{"name":"x","price":15.60}')
  })
})

describe('ByteArrayFormat', () => {
  test('takes bytes and text', () => {
    expect(bytes.encode('t', { schema: undefined, value: Buffer.from([0, 1]) })).toEqual(Buffer.from([0, 1]))
    expect(bytes.encode('t', { schema: STRING, value: 'é' })).toEqual(Buffer.from('é'))
    expect(bytes.terminator.toString()).toBe('|')
  })

  test('refuses everything else, naming what it got', () => {
    expect(() => bytes.encode('t', { schema: undefined, value: { a: 1 } })).toThrow(
      'ByteArrayFormat takes bytes or text, got a value of type Object',
    )
  })
})

describe('the body of a file', () => {
  const lines = Array.from({ length: 40_000 }, (_, i) => Buffer.from(`line ${i} ${'x'.repeat(i % 97)}\n`))
  const whole = Buffer.concat(lines)

  const collect = async (type: 'none' | 'gzip', settleEvery: number) => {
    const body = fileBody({ type, level: 6 })
    const parts: Buffer[] = []
    for (const [i, line] of lines.entries()) {
      body.append(line)
      if (i % settleEvery !== 0) continue
      await body.settle()
      parts.push(body.takePart())
    }
    return Buffer.concat([...parts, await body.finish()])
  }

  test('is what was appended, in parts or whole', async () => {
    expect((await collect('none', 1_000)).equals(whole)).toBe(true)
    expect(gunzipSync(await collect('gzip', 1_000)).equals(whole)).toBe(true)
  })

  test('is compressed to the same bytes, however it came', async () => {
    const [often, seldom] = [await collect('gzip', 500), await collect('gzip', 17_000)]
    expect(often.equals(seldom)).toBe(true)
    expect(often.length).toBeLessThan(whole.length / 5)
  })

  test('can be a single value larger than a block', async () => {
    const body = fileBody({ type: 'none', level: -1 })
    const large = Buffer.alloc(3_000_000, 'y')
    body.append(Buffer.from('a'))
    body.append(large)
    body.append(Buffer.from('b'))
    expect((await body.finish()).equals(Buffer.concat([Buffer.from('a'), large, Buffer.from('b')]))).toBe(
      true,
    )
  })
})
