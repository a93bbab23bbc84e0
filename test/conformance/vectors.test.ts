import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { deviations } from './vectors/deviations.ts'
import { printOutcome } from './vectors/judge.ts'
import { parseVectors, type Vector } from './vectors/vector.ts'
import { verdictOn } from './vectors/verdict.ts'

const command = join(import.meta.dirname, 'run.ts')

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

const vectorsOf = (text: string): readonly Vector[] =>
  parseVectors(text).map(line => {
    if ('problem' in line) throw new Error(`line ${line.line}: ${line.problem}`)
    return line.vector
  })

describe('plugins do as the peer does', () => {
  const files = ['records', 'json-text', 'header-text']
  for (const vector of files.flatMap(name => vectorsOf(read(`./vectors/${name}.jsonl`))))
    test(vector.id, async () => {
      const { outcome, passed, deviation } = await verdictOn(vector, deviations)
      expect(passed || deviation !== undefined, printOutcome(outcome)).toBe(true)
    })
})

test('what deviates stands in a README', () => {
  for (const { folder, row } of deviations)
    expect(read(`../../connectors/${folder}/README.md`)).toContain(row)
})

const json = { class: 'org.apache.kafka.connect.json.JsonConverter', config: {}, dir: 'to' }
const plain = { ...json, config: { 'schemas.enable': 'false' } }
const envelope = (schema: string, payload: string) => ({ utf8: `{"schema":${schema},"payload":${payload}}` })

describe('the judge', () => {
  const verdict = async (vector: object, expected: string) => {
    const { expect: _, ...rest } = vector as { expect?: unknown }
    const line = `${JSON.stringify({ id: 'x', ...rest }).slice(0, -1)},"expect":${expected}}`
    const [first] = vectorsOf(line)
    return first === undefined ? undefined : verdictOn(first, deviations)
  }

  it.each([
    [{ utf8: '1' }, '1', '1.0'],
    [{ utf8: '1.0' }, '1.0', '1'],
    [{ utf8: '9007199254740993' }, '9007199254740993', '9007199254740992'],
    [{ utf8: '[0.1,{"a":2,"b":1}]' }, '[0.1,{"b":1,"a":2}]', '[0.1,{"b":1,"a":2,"c":null}]'],
    [{ utf8: '"x"' }, '"x"', '"y"'],
  ])('of %j takes %s, not %s', async (input, right, wrong) => {
    expect((await verdict({ ...plain, input }, `{"schema":null,"payload":${right}}`))?.passed).toBe(true)
    const refused = await verdict({ ...plain, input }, `{"schema":null,"payload":${wrong}}`)
    expect([refused?.passed, refused?.deviation]).toEqual([false, undefined])
  })

  it.each([
    ['{"type":"double"}', '12', '12.5'],
    ['{"type":"float"}', '0.1', '0.2'],
    ['{"type":"int64"}', '9007199254740993', '9007199254740992'],
    ['{"type":"array","items":{"type":"string"}}', '["a","b"]', '["b","a"]'],
    ['{"type":"struct","fields":[{"field":"a","type":"int8","optional":true}]}', '{}', '{"a":0}'],
  ])('of %s takes %s, not %s', async (schema, right, wrong) => {
    const vector = { ...json, input: envelope(schema, right) }
    expect((await verdict(vector, `{"schema":${schema},"payload":${right}}`))?.passed).toBe(true)
    expect((await verdict(vector, `{"schema":${schema},"payload":${wrong}}`))?.passed).toBe(false)
    const other = schema.replace('{', '{"version":1,')
    expect((await verdict(vector, `{"schema":${other},"payload":${right}}`))?.passed).toBe(false)
  })

  const failing = { ...json, input: { utf8: '{"schema":{"type":"nope"},"payload":1}' } }
  const error = (type: string, message: string) => JSON.stringify({ error: { type, message } })

  it('takes an error by its type and its text', async () => {
    const message = 'Unknown schema type: nope'
    const passes = async (vector: object, expected: string) => (await verdict(vector, expected))?.passed
    expect(await passes(failing, error('DataException', message))).toBe(true)
    expect(await passes(failing, error('DataException', `${message}.`))).toBe(false)
    expect(await passes(failing, error('ConfigException', message))).toBe(false)
    expect(await passes({ ...failing, match: 'message-prefix' }, error('DataException', 'Unknown'))).toBe(
      true,
    )
    expect(await passes({ ...failing, match: 'message-prefix' }, error('DataException', 'nope'))).toBe(false)
    expect(await passes({ ...failing, match: 'error-type' }, error('DataException', 'other'))).toBe(true)
    expect(await passes({ ...failing, match: 'error-type' }, error('ConfigException', 'other'))).toBe(false)
    expect(await passes({ ...failing, match: 'any-error' }, error('ConfigException', 'other'))).toBe(true)
    expect(await passes({ ...failing, class: 'no.such.Class', match: 'any-error' }, error('X', 'y'))).toBe(
      false,
    )
    expect(await passes(failing, '{"schema":null,"payload":null}')).toBe(false)
  })
})

test('the command prints failures, what deviates and the counts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vectors-'))
  const file = join(folder, 'some.jsonl')
  const of = (id: string, payload: string) =>
    `{"id":"${id}","class":"${json.class}","dir":"to","input":{"utf8":"{\\"schema\\":{\\"type\\":\\"int8\\"},\\"payload\\":${payload}}"},"expect":{"schema":{"type":"int8"},"payload":44}}`
  await writeFile(file, [of('good', '44'), of('wraps', '300'), of('wrong', '45'), 'no vector'].join('\n'))
  try {
    const run = spawnSync(process.execPath, [command, file], { encoding: 'utf8' })
    expect(run.stdout).toContain('DEVIATES wraps')
    expect(run.stdout).toContain('FAILED wrong')
    expect(run.stdout).toContain('got      {"schema":{"type":"int8","optional":false},"payload":45}')
    expect(run.stdout).toContain(`FAILED ${file}:4`)
    expect(run.stdout.split('\n')).toContain('2 passed, 2 failed')
    expect(run.status).toBe(1)
  } finally {
    await rm(folder, { recursive: true })
  }
})
