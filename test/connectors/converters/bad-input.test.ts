import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { simpleHeaderConverter } from '../../../connectors/converters/simple-header-converter.ts'
import { registry } from '../../../connectors/registry.ts'
import { type ConfigDef, parseConfig } from '../../../connectors/sdk/config.ts'
import type { Converter, ConverterDefinition } from '../../../connectors/sdk/converter.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Schema } from '../../../connectors/sdk/schema.ts'
import { Decimal, newStruct, type Value } from '../../../connectors/sdk/value.ts'
import { typedDatum } from '../sdk/arbitrary-values.ts'

const open = async (simpleName: string, config: Record<string, string> = {}): Promise<Converter> => {
  const entry = registry.find(
    ({ type, classes }) => type === 'converter' && classes.some(name => name.endsWith(simpleName)),
  )
  const definition = (await entry?.load()) as ConverterDefinition<ConfigDef>
  return definition.open(parseConfig(definition.config, config), { isKey: false })
}

const numbers = ['Short', 'Integer', 'Long', 'Float', 'Double'].map(name => `${name}Converter`)
const names = ['JsonConverter', 'StringConverter', 'BooleanConverter', 'DefaultConverter', ...numbers]
const converters = await Promise.all(names.map(async name => [name, await open(name)] as const))
const json = await open('JsonConverter')
const plainJson = await open('JsonConverter', { 'schemas.enable': 'false' })
const all = [...converters, ['JsonConverter without schemas', plainJson] as const]

/** What was made of it, or the error, which blames the data. */
const attempt = <T>(run: () => T): T | ConnectError => {
  try {
    return run()
  } catch (error) {
    expect(error).toBeInstanceOf(ConnectError)
    expect((error as ConnectError).code).toBe('DATA')
    return error as ConnectError
  }
}

const messageOf = (result: unknown): string => (result instanceof ConnectError ? result.message : '')

const within = (milliseconds: number, run: () => void) => {
  const began = performance.now()
  run()
  expect(performance.now() - began).toBeLessThan(milliseconds)
}

describe.each(all)('%s', (_, converter) => {
  test('bytes of any kind are read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
        attempt(() => converter.toConnect('t', bytes))
      }),
    )
  })

  test('what it wrote, cut off anywhere, is read or refused', () => {
    fc.assert(
      fc.property(typedDatum, fc.nat(), (datum, length) => {
        const bytes = attempt(() => converter.fromConnect('t', datum))
        if (!(bytes instanceof Uint8Array)) return
        attempt(() => converter.toConnect('t', bytes.subarray(0, length % (bytes.length + 1))))
      }),
    )
  })

  test('a value that is another than its schema says is written or refused', () => {
    fc.assert(
      fc.property(typedDatum, typedDatum, ({ schema }, { value }) => {
        attempt(() => converter.fromConnect('t', { schema, value }))
      }),
    )
  })
})

test('headers of any bytes are read or refused', () => {
  const headers = simpleHeaderConverter.open({}, { isKey: false })
  const bytes = fc.oneof(
    fc.uint8Array(),
    fc.string({ unit: 'binary' }).map(text => Buffer.from(text)),
  )
  fc.assert(fc.property(bytes, header => void attempt(() => headers.toConnect('t', 'h', header))))
})

/** Without what schemas do not tell apart: zeros that decimals end with, -0 of integers, fields that are absent or null. */
const essence = (value: Value): Value => {
  if (value instanceof Decimal) {
    const { unscaled, scale } = value
    return scale > 0 && unscaled % 10n === 0n ? essence(new Decimal(unscaled / 10n, scale - 1)) : value
  }
  if (value === 0) return 0
  if (Array.isArray(value)) return value.map(essence)
  if (value instanceof Map) return new Map([...value].map(each => each.map(essence) as [Value, Value]))
  if (value === null || Object.getPrototypeOf(value) !== Object.getPrototypeOf(newStruct())) return value
  const fields = Object.entries(value).filter(([, each]) => each !== null)
  return Object.fromEntries(fields.map(([name, each]) => [name, essence(each)]))
}

test('JSON never writes another value than it was given', () => {
  fc.assert(
    fc.property(typedDatum, typedDatum, ({ schema }, { value }) => {
      const bytes = attempt(() => json.fromConnect('t', { schema, value }))
      if (bytes instanceof Uint8Array)
        expect(essence(json.toConnect('t', bytes).value)).toEqual(essence(value))
    }),
  )
})

describe('sizes', () => {
  const long = 'x'.repeat(10_000_000)
  const string: Schema = { type: 'string' }

  test.each(all)('%s: 10 MB of text come back, or are refused', (_, converter) => {
    within(5_000, () => {
      const bytes = attempt(() => converter.fromConnect('t', { schema: string, value: long }))
      if (bytes instanceof Uint8Array) expect(converter.toConnect('t', bytes).value === long).toBe(true)
      attempt(() => converter.toConnect('t', Buffer.from(long)))
    })
  })

  test('1,000 fields come back, and the one that is wrong is named', () => {
    const fields = Array.from({ length: 1_000 }, (_, i) => ({
      name: `f${i}`,
      schema: { type: 'int32' } as const,
    }))
    const value = Object.fromEntries(fields.map(({ name }, i) => [name, i]))
    const datum = { schema: { type: 'struct', fields } as const, value }
    expect(json.toConnect('t', json.fromConnect('t', datum))).toEqual(datum)
    expect(() => json.fromConnect('t', { ...datum, value: { ...value, f777: 'x' } })).toThrow('(field f777)')
  })
})

describe('depth', () => {
  const nestedSchema = (levels: number): Schema => {
    let schema: Schema = { type: 'int32' }
    for (let i = 0; i < levels; i++) schema = { type: 'struct', fields: [{ name: 'a', schema }] }
    return schema
  }
  const nestedValue = (levels: number, leaf: Value): Value => {
    let value = leaf
    for (let i = 0; i < levels; i++) value = { a: value }
    return value
  }
  const path = (levels: number) => `(field ${Array.from({ length: levels }, () => 'a').join('.')})`

  test('100 levels come back, and the place that is wrong is named', () => {
    const schema = nestedSchema(100)
    const datum = { schema, value: nestedValue(100, 1) }
    expect(json.toConnect('t', json.fromConnect('t', datum))).toEqual(datum)
    expect(plainJson.toConnect('t', plainJson.fromConnect('t', datum)).value).toEqual(datum.value)
    const wrong = { schema, value: nestedValue(100, 'x') }
    for (const [name, converter] of all.filter(([name]) => /Json|String|Default/.test(name)))
      expect(() => converter.fromConnect('t', wrong), name).toThrow(path(100))
  })

  test.each(all)('%s: 10,000 levels are refused', (_, converter) => {
    within(5_000, () => {
      const value = nestedValue(10_000, 1)
      for (const schema of [nestedSchema(10_000), undefined])
        expect(attempt(() => converter.fromConnect('t', { schema, value }))).toBeInstanceOf(ConnectError)
    })
  })

  test.each(['{"a":', '['])('10,000 times %s are refused', opening => {
    const closing = opening === '[' ? ']' : '}'
    const text = opening.repeat(10_000) + 1 + closing.repeat(10_000)
    expect(messageOf(attempt(() => plainJson.toConnect('t', Buffer.from(text))))).toContain(
      'deeper than 1000',
    )
    for (const member of [`{"schema":null,"payload":${text}}`, `{"schema":${text},"payload":1}`])
      expect(messageOf(attempt(() => json.toConnect('t', Buffer.from(member))))).toContain('deeper than 1000')
  })
})

describe('halves of surrogate pairs', () => {
  const half = 'a\ud800'

  test('JSON keeps them, in names too', () => {
    const value = { [half]: half }
    expect(plainJson.toConnect('t', plainJson.fromConnect('t', { schema: undefined, value })).value).toEqual(
      value,
    )
  })

  test('text refuses them', () => {
    for (const [name, converter] of converters.filter(([name]) => /String|Default/.test(name)))
      expect(() => converter.fromConnect('t', { schema: { type: 'string' }, value: half }), name).toThrow(
        'unpaired surrogate',
      )
  })
})

describe('numbers that are cut off', () => {
  test.each([['1e', '1.', '-', '0x', '--1', '1e+', '.']])('%s is no JSON', text => {
    expect(messageOf(attempt(() => plainJson.toConnect('t', Buffer.from(text))))).toContain(
      'serialization error',
    )
  })

  test.each(numbers)('%s: too few or too many bytes', async name => {
    const converter = await open(name)
    for (const length of [0, 1, 3, 5, 7, 9])
      expect(messageOf(attempt(() => converter.toConnect('t', new Uint8Array(length))))).toContain(
        'Failed to deserialize',
      )
  })
})
