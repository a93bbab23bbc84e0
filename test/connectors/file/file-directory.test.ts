import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createRegistry, pluginsOf } from '../../../connectors/registry.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'

let folder: string
let directory: string

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'directory-')))
  onTestFinished(() => rm(folder, { recursive: true }))
  directory = join(folder, 'connect')
  await mkdir(join(directory, 'sub'), { recursive: true })
  await mkdir(join(folder, 'connect-too'))
  await writeFile(join(directory, 'in.txt'), 'inside\n')
  await writeFile(join(folder, 'secret.txt'), 'outside\n')
  await writeFile(join(folder, 'connect-too/in.txt'), 'outside\n')
  await symlink(join(folder, 'secret.txt'), join(directory, 'link.txt'))
  await symlink(join(folder, 'made.txt'), join(directory, 'dangling.txt'))
  await symlink(folder, join(directory, 'up'))
  await symlink(join(directory, 'in.txt'), join(directory, 'same.txt'))
})

const plugins = (fileDirectory = directory) => pluginsOf(createRegistry({ fileDirectory }))
const signal = new AbortController().signal

const read = async (file: string, fileDirectory?: string): Promise<string> => {
  const source = await plugins(fileDirectory).find(['source'], 'FileStreamSource')
  const reader = await source?.open({
    config: parseConfig(source.config, { file, topic: 't' }),
    task: { connector: 'c', number: 0, partitions: [] },
    offsets: { get: async () => [undefined] },
    epoch: 1,
    signal,
  })
  try {
    const { value } = (await reader?.read().next()) ?? {}
    return value !== undefined && 'raw' in value ? Buffer.from(value.raw.data).toString() : ''
  } finally {
    await reader?.close()
  }
}

const append = async (file: string, fileDirectory?: string): Promise<void> => {
  const sink = await plugins(fileDirectory).find(['sink'], 'FileStreamSink')
  const writer = await sink?.open({
    config: parseConfig(sink.config, { file }),
    connector: 'c',
    task: 0,
    partitions: [],
    lineage: 0,
    epoch: 1,
    reject: () => {},
    requestFlush: () => {},
    mayWrite: () => true,
    callTimeout: 1_000,
    signal,
  })
  const value = { schema: undefined, value: 'appended' }
  const at = { topic: 't', partition: 0, offset: 0 }
  const record = { ...at, key: value, value, headers: [], timestamp: 0, original: at }
  await writer?.write([{ ...record, kafkaPartition: 0, timestampType: 'CREATE_TIME' }])
  await writer?.flush({ end: true })
  await writer?.close()
}

const problems = async (type: 'source' | 'sink', file: string) => {
  const plugin = await plugins().find([type], type === 'source' ? 'FileStreamSource' : 'FileStreamSink')
  return [...(plugin?.validate?.(parseConfig(plugin.config, { file, topic: 't' })) ?? [])]
}

const refusal = (file: string) =>
  `File ${file} is not in ${directory}, the only directory that file connectors may use here`

/** Paths that lead out of the directory, by what they say or by links. */
const outside = (how: string) => join(folder, 'connect').concat(how)

describe('a file outside of the directory', () => {
  test.each(['/../secret.txt', '/sub/../../secret.txt', '-too/in.txt', '/..', ''])(
    'is refused for its path: %s',
    async how => {
      const file = outside(how)
      const expected = [['file', refusal(file)]]
      expect([await problems('source', file), await problems('sink', file)]).toEqual([expected, expected])
      const error = { code: 'INVALID_CONFIG', retriable: false, message: refusal(file) }
      await expect(read(file)).rejects.toMatchObject(error)
      await expect(append(file)).rejects.toMatchObject(error)
    },
  )

  test.each(['../secret.txt', 'link.txt', 'up/secret.txt', 'dangling.txt', 'up/made.txt'])(
    'is refused where a relative path or a link leads there: %s',
    async file => {
      await expect(append(file)).rejects.toThrow(refusal(file))
      await expect(read(file)).rejects.toThrow(refusal(file))
      expect(await readFile(join(folder, 'secret.txt'), 'utf8')).toBe('outside\n')
      expect((await readdir(folder)).toSorted()).toEqual(['connect', 'connect-too', 'secret.txt'])
    },
  )
})

describe('a file in the directory', () => {
  test('is read and written, by whichever path leads to it', async () => {
    for (const file of [
      'in.txt',
      'same.txt',
      'sub/../in.txt',
      'up/connect/in.txt',
      join(directory, 'in.txt'),
    ]) {
      expect(await problems('source', file)).toEqual([])
      expect(await read(file)).toMatch(/^inside\n/)
      await append(file)
    }
    expect(await readFile(join(directory, 'in.txt'), 'utf8')).toBe(`inside\n${'appended\n'.repeat(5)}`)
    await append('sub/new.txt')
    expect(await readFile(join(directory, 'sub/new.txt'), 'utf8')).toBe('appended\n')
  })

  test('is missed by its name, and the directory is made for the first one written', async () => {
    const fresh = join(folder, 'fresh')
    await expect(read('in.txt', fresh)).rejects.toThrow('File in.txt does not exist')
    await append('in.txt', fresh)
    expect(await read('in.txt', fresh)).toBe('appended\n')
  })

  test('may be in a directory that is a link itself', async () => {
    await symlink(directory, join(folder, 'alias'))
    expect(await read('in.txt', join(folder, 'alias'))).toBe('inside\n')
  })
})
