import { describe, expect, test } from 'vitest'
import type { Schema } from '../../../../connectors/sdk/schema.ts'
import { awaited } from './awaited.ts'
import { openFormat, type ReadOptions, reads } from './format.ts'

const config = { 'json.fail.invalid.schema': 'true' }
const valid = (schema: object, payload: unknown, options: ReadOptions = {}) =>
  awaited(() => reads(schema, { config, ...options })(payload))

describe('json.fail.invalid.schema', () => {
  const person = {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string', minLength: 2 },
      address: { type: 'object', properties: { zip: { type: 'string', pattern: '^[0-9]+$' } } },
    },
  }

  test('refuses what is read and does not fit, with its place', async () => {
    await expect(valid(person, { name: 'ab', address: { zip: '12' } })).resolves.toMatchObject({
      value: { name: 'ab' },
    })
    await expect(valid(person, { name: 'ab', address: { zip: 'x' } })).rejects.toThrow(
      'JSON does not match schema of type JSON: /address/zip must match pattern "^[0-9]+$"',
    )
    await expect(valid(person, {})).rejects.toThrow("it must have required property 'name'")
  })

  test('is false unless it is set', () => {
    expect(reads(person)({ name: 'a' }).value).toEqual({ name: 'a', address: null })
  })

  test('refuses what is written and does not fit', async () => {
    const parameters = { 'io.confluent.connect.json.Enum': '', 'io.confluent.connect.json.Enum.a': 'a' }
    const { encode } = openFormat(config).writer({ type: 'string', parameters })
    const write = (value: string) => awaited(() => encode(value, new Uint8Array(0)))
    expect(Buffer.from((await write('a')) ?? []).toString()).toBe('"a"')
    await expect(write('b')).rejects.toThrow('must be equal to one of the allowed values')
  })

  test('takes what structs that contain themselves are written as', async () => {
    const fields: { name: string; schema: Schema }[] = []
    const node: Schema = { type: 'struct', name: 'Node', fields }
    fields.push(
      { name: 'v', schema: { type: 'int64' } },
      { name: 'next', schema: { ...node, optional: true } },
    )
    const { encode } = openFormat(config).writer(node)
    const bytes = await awaited(() => encode({ v: 1, next: { v: 2, next: null } }, new Uint8Array(0)))
    expect(Buffer.from(bytes ?? []).toString()).toBe('{"v":1,"next":{"v":2,"next":null}}')
  })

  test('looks into other schemas of the registry', async () => {
    const root = { type: 'object', properties: { it: { $ref: 'other.json#/definitions/D' } } }
    const other = { definitions: { D: { type: 'integer', maximum: 3 } } }
    const options = { dependencies: { 'other.json': other } }
    await expect(valid(root, { it: 3 }, options)).resolves.toBeDefined()
    await expect(valid(root, { it: 4 }, options)).rejects.toThrow('/it must be <= 3')
  })

  test.each([
    [{ $schema: 'http://json-schema.org/draft-04/schema#', exclusiveMinimum: true, minimum: 3 }, 3, 4],
    [{ $schema: 'http://json-schema.org/draft-07/schema#', exclusiveMinimum: 3 }, 3, 4],
    [{ $schema: 'https://json-schema.org/draft/2019-09/schema', maximum: 2 }, 3, 2],
    [{ $schema: 'https://json-schema.org/draft/2020-12/schema', maximum: 2 }, 3, 2],
  ])('%j refuses %j and takes %j', async (schema, payload, fitting) => {
    await expect(valid({ type: 'number', ...schema }, payload)).rejects.toThrow('it must be')
    await expect(valid({ type: 'number', ...schema }, fitting)).resolves.toBeDefined()
  })

  test('formats are looked at up to draft 7', async () => {
    const date = { type: 'string', format: 'date' }
    await expect(valid(date, '"x"')).rejects.toThrow('must match format "date"')
    const modern = { ...date, $schema: 'https://json-schema.org/draft/2020-12/schema' }
    await expect(valid(modern, '"x"')).resolves.toBeDefined()
    await expect(valid({ type: 'string', format: 'no-such-format' }, '"x"')).resolves.toBeDefined()
  })

  test('a schema that cannot be compiled is an error', async () => {
    await expect(valid({ type: 'string', pattern: '(' }, '"x"')).rejects.toThrow(
      'The JSON Schema cannot be used to validate: Invalid regular expression',
    )
  })
})

describe('the latest schema of a subject, or one chosen by id', () => {
  const registered = {
    id: 9,
    schemaType: 'JSON',
    schema: JSON.stringify({
      type: 'object',
      additionalProperties: false,
      required: ['name'],
      properties: { name: { type: 'string' } },
    }),
    references: [],
    dependencies: new Map(),
  } as const
  const row = (...names: readonly string[]): Schema => ({
    type: 'struct',
    fields: names.map(name => ({ name, schema: { type: 'string' } })),
  })
  const write = (strict: boolean, schema: Schema | undefined, value: Record<string, string>) => {
    const { encode } = openFormat().writerFor(registered, schema, { strict })
    return awaited(() => encode(value, new Uint8Array(0)))
  }

  test('refuses data that it does not allow', async () => {
    await expect(write(true, row('name'), { name: 'a' })).resolves.toBeDefined()
    await expect(write(true, row('name', 'age'), { name: 'a', age: '1' })).rejects.toThrow(
      'it must NOT have additional properties',
    )
    await expect(write(true, row('age'), { age: '1' })).rejects.toThrow("must have required property 'name'")
  })

  test('needs no look at data whose own schema it is', () => {
    const own = { ...registered, schema: ` ${openFormat().writer(row('name')).schema.schema} ` }
    const { encode } = openFormat().writerFor(own, row('name'), { strict: true })
    // what would have to be loaded first is not awaited
    expect(encode({ name: 'a' }, new Uint8Array(0))).toHaveLength(12)
  })

  test('takes any when it is not to be strict', async () => {
    const bytes = await write(false, row('age'), { age: '1' })
    expect(Buffer.from(bytes ?? []).toString()).toBe('{"age":"1"}')
  })

  test('is what data without a schema are written in', async () => {
    await expect(write(true, undefined, { name: 'a' })).resolves.toBeDefined()
    expect(() => openFormat().writer(undefined).schema).toThrow('A value without a schema')
  })
})
