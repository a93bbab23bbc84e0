import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readConnectorFile } from '../../../infra/local/connector-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'connector-file-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fileOf = (content: string | Buffer, name = 'connector') => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const config = { name: 'n', 'connector.class': 'FileStreamSource', 'tasks.max': '1' }

describe("a connector's file", () => {
  test.each([
    ['properties', 'name=n\nconnector.class=FileStreamSource\ntasks.max=1\n'],
    ['a flat JSON object', '{"name":"n","connector.class":"FileStreamSource","tasks.max":1}'],
    [
      'the body of a POST',
      '{"name":"n","config":{"name":"n","connector.class":"FileStreamSource","tasks.max":"1"}}',
    ],
    [
      'a body whose config leaves the name out',
      '{"name":"n","config":{"connector.class":"FileStreamSource","tasks.max":1}}',
    ],
  ])('may be %s', (_, content) => {
    expect(readConnectorFile(fileOf(content))).toEqual({ name: 'n', config })
  })

  test('may say how the connector starts', () => {
    const read = readConnectorFile(fileOf('{"name":"n","config":{},"initial_state":"paused"}'))
    expect(read).toEqual({ name: 'n', config: { name: 'n' }, initialState: 'PAUSED' })
  })

  test('keeps numbers as they are written, and leaves out what is null', () => {
    const read = readConnectorFile(fileOf('{"name":"n","a":9007199254740993,"b":1.50,"c":true,"d":null}'))
    expect(read.config).toEqual({ name: 'n', a: '9007199254740993', b: '1.50', c: 'true' })
  })

  test.each([
    ['UTF-8', Buffer.from('name=n\nfile=é')],
    ['Latin-1', Buffer.from('name=n\nfile=é', 'latin1')],
  ])('is text in %s', (_, content) => {
    expect(readConnectorFile(fileOf(content)).config.file).toBe('é')
  })

  test.each([
    ['no name', 'file=x', 'the mandatory "name" is missing'],
    ['two names', '{"name":"a","config":{"name":"b"}}', 'its name is "a", but the one in its config is "b"'],
    [
      'a nested value',
      '{"name":"n","a":{"b":1}}',
      '"a" is {"b":"1"}; allowed are texts, numbers and true or false',
    ],
    ['a malformed escape', 'name=\\u1', 'Malformed \\uxxxx encoding.'],
  ])('is refused with %s, by its path', (_, content, problem) => {
    const path = fileOf(content)
    expect(() => readConnectorFile(path)).toThrow(`${path}: ${problem}`)
  })

  test('that does not exist is named', () => {
    const path = join(folder, 'missing')
    expect(() => readConnectorFile(path)).toThrow(`cannot read ${path}: there is no such file`)
  })
})
