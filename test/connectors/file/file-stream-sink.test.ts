import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileStreamSink } from '../../../connectors/file/file-stream-sink.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import type { RawSinkRecords, SinkRecord } from '../../../connectors/sdk/record.ts'
import { temporaryFile } from './temporary-file.ts'

const openSink = async (file: string, mayWrite: () => boolean = () => true) =>
  fileStreamSink.open({
    config: parseConfig(fileStreamSink.config, { file }),
    connector: 'file',
    task: 0,
    partitions: [],
    lineage: 0,
    epoch: 1,
    reject: () => {},
    requestFlush: () => {},
    mayWrite,
    callTimeout: 1_000,
    signal: new AbortController().signal,
  })

const at = { topic: 't', partition: 0, offset: 0 }
const recordOf = (value: SinkRecord['value']): SinkRecord => ({
  topic: 't',
  kafkaPartition: 0,
  offset: 0,
  key: { schema: undefined, value: null },
  value,
  headers: [],
  timestamp: 0,
  timestampType: 'CREATE_TIME',
  original: at,
})
const text = (value: string | null) => recordOf({ schema: { type: 'string', optional: true }, value })

/** Values in a buffer that has more before and behind them. */
const rawOf = (values: readonly (string | null)[]): RawSinkRecords => {
  const parts = ['before', ...values.map(value => value ?? ''), 'behind'].map(part => Buffer.from(part))
  let end = 6
  const bounds = values.flatMap(value => {
    const start = end
    end += Buffer.byteLength(value ?? '')
    return value === null ? [-1, -1] : [start, end]
  })
  return {
    topic: 't',
    partition: 0,
    count: values.length,
    data: Buffer.concat(parts),
    values: Int32Array.from(bounds),
    offsets: Float64Array.from(values, (_, i) => i),
    timestamps: new Float64Array(values.length),
    timestampType: 'CREATE_TIME',
  }
}

const values = ['plain', 'ä 💡', '', null, 'last']
const lines = 'plain\nä 💡\n\nnull\nlast\n'

describe('the lines of a file', () => {
  it('are the values as text, converted', async () => {
    const file = await temporaryFile()
    const writer = await openSink(file)
    await writer.write(values.map(text))
    await writer.flush({ end: true })
    await writer.close()
    expect(await readFile(file, 'utf8')).toBe(lines)
  })

  it('are the same for values as bytes', async () => {
    const file = await temporaryFile()
    const writer = await openSink(file)
    await writer.writeRaw?.(rawOf(values))
    await writer.flush({ end: true })
    await writer.close()
    expect(await readFile(file, 'utf8')).toBe(lines)
  })

  it('are in the order of the writes, whichever their path', async () => {
    const file = await temporaryFile()
    const writer = await openSink(file)
    const large = 'x'.repeat(3_000_000)
    await writer.writeRaw?.(rawOf(['1', large]))
    await writer.write([text('2')])
    await writer.writeRaw?.(rawOf([large, '3']))
    await writer.write([recordOf({ schema: { type: 'int32' }, value: 4 })])
    await writer.flush({ end: false })
    const short = (line: string) => line.slice(0, 3)
    expect((await readFile(file, 'utf8')).split('\n').map(short)).toEqual([
      '1',
      'xxx',
      '2',
      'xxx',
      '3',
      '4',
      '',
    ])
    await writer.close()
  })

  it('go on behind those that are there', async () => {
    const file = await temporaryFile()
    for (const value of ['a', 'b']) {
      const writer = await openSink(file)
      await writer.write([text(value)])
      expect(await writer.flush({ end: true })).toEqual({})
      await writer.close()
    }
    expect(await readFile(file, 'utf8')).toBe('a\nb\n')
  })

  it('begin on a line of their own behind the half line of a run that died', async () => {
    const file = await temporaryFile()
    await writeFile(file, 'whole\nhal')
    const writer = await openSink(file)
    await writer.write([text('half')])
    await writer.write([text('more')])
    await writer.flush({ end: true })
    await writer.close()
    expect(await readFile(file, 'utf8')).toBe('whole\nhal\nhalf\nmore\n')
  })
})

describe('a file that may not or cannot be written', () => {
  it.each(['', 'whole\nhal'])('is left as it is without a lease (%j)', async before => {
    const file = await temporaryFile()
    await writeFile(file, before)
    let allowed = false
    const writer = await openSink(file, () => allowed)
    const written = (async () => {
      await writer.write([text('a')])
      allowed = true
      await writer.writeRaw?.(rawOf(['b']))
      await writer.flush({ end: true })
    })()
    await expect(written).rejects.toMatchObject({ code: 'FENCED' })
    await writer.close()
    expect(await readFile(file, 'utf8')).toBe(before)
  })

  it('is left as it is by a write that began to wait while there was a lease', async () => {
    const file = await temporaryFile()
    let allowed = true
    const writer = await openSink(file, () => allowed)
    await writer.write([text('x'.repeat(1_000_000))])
    await writer.write([text('too late')])
    allowed = false
    await expect(writer.flush({ end: true })).rejects.toMatchObject({ code: 'FENCED' })
    await writer.close()
    expect(await readFile(file, 'utf8')).not.toContain('too late')
  })

  it('is named with what the system says', async () => {
    const file = join(await temporaryFile(), 'missing', 'file')
    await expect(openSink(file)).rejects.toMatchObject({
      code: 'EXTERNAL',
      retriable: true,
      message: `File ${file} cannot be written (ENOENT)`,
    })
  })

  it('is written by no later batch when one before it has failed', async () => {
    const file = await temporaryFile()
    let calls = 0
    const writer = await openSink(file, () => ++calls !== 2)
    const write = async () => {
      for (const value of ['1', '2', '3']) await writer.write([text(value)])
      await writer.flush({ end: true })
    }
    await expect(write()).rejects.toMatchObject({ code: 'FENCED' })
    await writer.close()
    expect(await readFile(file, 'utf8')).toBe('1\n')
  })

  it('has to be named', () => {
    const config = parseConfig(fileStreamSink.config, {})
    expect([...(fileStreamSink.validate?.(config) ?? [])]).toEqual([
      ['file', 'Standard output is not written here: name a file'],
    ])
  })
})
