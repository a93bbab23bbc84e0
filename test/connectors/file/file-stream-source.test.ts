import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileStreamSource } from '../../../connectors/file/file-stream-source.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import type { Offset, RawSourceRecords } from '../../../connectors/sdk/record.ts'
import type { PartitionOffset } from '../../../connectors/sdk/source.ts'
import { bytesAt } from '../../../functions/runtime/raw.ts'
import { runs } from '../../helpers/runs.ts'
import { temporaryFile } from './temporary-file.ts'

const configOf = (file: string) => parseConfig(fileStreamSource.config, { file, topic: 'lines' })

const openSource = (file: string, stored?: Offset) =>
  fileStreamSource.open({
    config: configOf(file),
    task: { connector: 'file', number: 0, partitions: [{ filename: file }] },
    offsets: { get: async () => [stored && { offset: stored }] },
    epoch: 1,
    signal: new AbortController().signal,
  })

type Reader = Awaited<ReturnType<typeof openSource>>

/** All batches of one pass. */
const pass = async (reader: Reader): Promise<readonly RawSourceRecords[]> => {
  const batches: RawSourceRecords[] = []
  for await (const batch of reader.read()) if ('raw' in batch) batches.push(batch.raw)
  return batches
}

const linesOf = (batches: readonly RawSourceRecords[]): readonly string[] =>
  batches.flatMap(({ count, data, values }) =>
    Array.from({ length: count }, (_, i) => Buffer.from(bytesAt(data, values, i) ?? []).toString()),
  )

const readLines = async (file: string, stored?: Offset) => {
  const reader = await openSource(file, stored)
  try {
    const batches = await pass(reader)
    return { lines: linesOf(batches), position: batches.at(-1)?.offset.position }
  } finally {
    await reader.close()
  }
}

/** Complete lines of a text: a `\r` at its very end may be half of a line end. */
const reference = (text: string): readonly string[] =>
  [...text.matchAll(/([^\r\n]*)(\r\n|\n|\r(?!$))/g)].map(([, line = '']) => line)

const CHUNK = 512 * 1024

describe('lines of a file', () => {
  it.each([
    ['a\nb\n', ['a', 'b']],
    ['a\r\nb\r\n', ['a', 'b']],
    ['a\rb\rc', ['a', 'b']],
    ['a\n\r\n\r\r\n\n', ['a', '', '', '', '']],
    ['\n', ['']],
    ['', []],
    ['no end', []],
    ['a\nhalf', ['a']],
    ['a\r', []],
  ])('%j are %j', async (text, lines) => {
    const file = await temporaryFile()
    await writeFile(file, text)
    expect((await readLines(file)).lines).toEqual(lines)
    expect(reference(text)).toEqual(lines)
  })

  it('are those of the whole text, however it was appended', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'connect-file-'))
    let files = 0
    const unit = fc.constantFrom('a', 'ä', '💡', '\n', '\r', '\r\n')
    const parts = fc.array(fc.array(unit, { maxLength: 8 }), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(parts, async chunks => {
        const file = join(folder, String(files++))
        await writeFile(file, '')
        const reader = await openSource(file)
        const lines: string[] = []
        for (const chunk of chunks) {
          await appendFile(file, chunk.join(''))
          lines.push(...linesOf(await pass(reader)))
        }
        await reader.close()
        expect(lines).toEqual(reference(chunks.flat().join('')))
      }),
      { numRuns: runs(150) },
    )
    await rm(folder, { recursive: true })
  })

  it('go on from every position that was stored', async () => {
    const text = 'ä\r\nöü\n💡\r\rz\n'
    const file = await temporaryFile()
    const whole = reference(text)
    const positions: Offset[] = []
    for (let end = 1; end <= text.length; end++) {
      await writeFile(file, text.slice(0, end))
      const { position } = await readLines(file)
      if (position !== undefined) positions.push({ position })
    }
    for (const stored of positions) {
      const read = Buffer.from(text).subarray(0, Number(stored.position)).toString()
      const { lines, position } = await readLines(file, stored)
      expect([...reference(`${read}.`), ...lines]).toEqual(whole)
      if (lines.length > 0) expect(position).toBe(Buffer.byteLength(text))
    }
    expect(positions.length).toBeGreaterThan(5)
  })

  it.each([
    ['\\n', '\n'],
    ['\\r\\n', '\r\n'],
    ['\\r', '\r'],
  ])('end with %s also where the file is read in pieces', async (_name, end) => {
    const file = await temporaryFile()
    // a line end before, on and behind the border
    const lines = [-2, -1, 0, 1, 2].map(shift => 'x'.repeat(CHUNK - end.length + shift))
    await writeFile(file, [...lines, 'last', ''].join(end) + (end === '\r' ? '.' : ''))
    const read = await readLines(file)
    expect(read.lines.map(line => line.length)).toEqual([...lines.map(line => line.length), 4])
    expect(read.lines.at(-1)).toBe('last')
  })

  it('may be longer than what is read at a time', async () => {
    const file = await temporaryFile()
    const long = 'ä'.repeat(2 * CHUNK)
    await writeFile(file, `short\n${long}\nshort\n${long}`)
    const { lines, position } = await readLines(file)
    expect(lines.map(line => line.length)).toEqual([5, 2 * CHUNK, 5])
    expect(position).toBe(2 * 6 + Buffer.byteLength(long) + 1)
  })

  it('over 64 MiB fail by the file and the position', async () => {
    const file = await temporaryFile()
    await writeFile(file, 'first\n')
    await truncate(file, 65 * 1024 * 1024)
    await expect(readLines(file)).rejects.toMatchObject({
      code: 'DATA',
      message: `A line of ${file} at 6 is over ${64 * 1024 * 1024} bytes`,
    })
  })
})

describe('batches of a file', () => {
  it('are raw text of one partition, with the position behind them in bytes', async () => {
    const file = await temporaryFile()
    await writeFile(file, 'ä\nöü\nunfinished')
    const reader = await openSource(file)
    const [batch, ...others] = await pass(reader)
    expect(others).toEqual([])
    expect(batch).toMatchObject({
      topic: 'lines',
      type: 'string',
      count: 2,
      partition: { filename: file },
      offset: { position: 8 },
    })
    expect(batch?.keys).toBeUndefined()
    await appendFile(file, ' no more\n')
    const [next] = await pass(reader)
    expect(next).toMatchObject({ count: 1, offset: { position: 8 + 'unfinished no more\n'.length } })
    expect(await pass(reader)).toEqual([])
    await reader.close()
  })
})

describe('a file that cannot be read on', () => {
  it('is missing: it may come', async () => {
    const file = await temporaryFile()
    const reader = await openSource(file)
    await expect(pass(reader)).rejects.toMatchObject({
      code: 'EXTERNAL',
      retriable: true,
      message: `File ${file} does not exist`,
    })
    await writeFile(file, 'a\n')
    expect(linesOf(await pass(reader))).toEqual(['a'])
    await reader.close()
  })

  it('is a folder', async () => {
    const file = await temporaryFile()
    await expect(readLines(join(file, '..'))).rejects.toThrow()
  })

  it('was cut or replaced by a shorter one', async () => {
    const file = await temporaryFile()
    await writeFile(file, 'a\n')
    await expect(readLines(file, { position: 10 })).rejects.toMatchObject({
      code: 'EXTERNAL',
      message: `File ${file} has 2 bytes, but 10 have been read: it was cut or replaced`,
    })
    const reader = await openSource(file)
    await pass(reader)
    await truncate(file, 1)
    await expect(pass(reader)).rejects.toThrow(`File ${file} has 1 bytes, but 2 have been read`)
    await reader.close()
  })

  it.each([['10'], [-1]])('has a stored position that is none: %j', async position => {
    const file = await temporaryFile()
    await expect(async () => openSource(file, { position })).rejects.toMatchObject({
      code: 'FATAL',
      message: `The stored position is ${position}, expected the number of bytes read`,
    })
  })
})

describe('the plan of a file', () => {
  it('is one task, whatever tasks.max says', async () => {
    expect(await fileStreamSource.plan(configOf('/a'), 7)).toEqual({
      tasks: [{ partitions: [{ filename: '/a' }] }],
    })
  })

  it('needs a file', () => {
    const config = parseConfig(fileStreamSource.config, { topic: 'lines' })
    expect([...(fileStreamSource.validate?.(config) ?? [])]).toEqual([
      ['file', 'Standard input is not read here: name a file'],
    ])
    expect([...(fileStreamSource.validate?.(configOf('/a')) ?? [])]).toEqual([])
  })
})

describe('offsets that are wanted', () => {
  const filename = '/tmp/lines'
  const what = "The value for the 'position' key in the offset"
  it.each([
    [{ filename }, { position: 0 }, []],
    [{ filename }, { position: 2 ** 40, more: 'x' }, []],
    [{ filename }, {}, ["Offset objects should either be null or contain the key 'position'"]],
    [{ filename }, { position: 'x' }, [`${what} is expected to be a Long value`]],
    [{ filename }, { position: 1.5 }, [`${what} is expected to be a Long value`]],
    [{ filename }, { position: null }, [`${what} is expected to be a Long value`]],
    [{ filename }, { position: -1 }, [`${what} should be a non-negative value`]],
    [{ filename }, { position: 2n ** 60n }, [`${what} is 1152921504606846976, no file has as many bytes`]],
    [{ file: filename }, { position: 1 }, ["Partition objects should contain the key 'filename'"]],
  ])('are judged: %j %s', (partition, offset, problems) => {
    const offsets: readonly PartitionOffset[] = [{ partition, offset }]
    expect([...(fileStreamSource.validateOffsets?.(offsets) ?? [])]).toEqual(problems)
  })
})
