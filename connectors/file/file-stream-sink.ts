import type { FileHandle } from 'node:fs/promises'
import { valueText } from '../converters/value-text.ts'
import { defineConfig, string } from '../sdk/config.ts'
import { ConnectError } from '../sdk/errors.ts'
import type { Finding } from '../sdk/problem.ts'
import type { RawSinkRecords, SinkRecord } from '../sdk/record.ts'
import { defineSink, type SinkContext } from '../sdk/sink.ts'
import { type FileAccess, type FileOptions, fileAccess } from './file-access.ts'

const config = defineConfig({
  file: string({
    default: null,
    importance: 'HIGH',
    doc: 'The file to append to. Standard output is not written here.',
  }),
})

const LF = 0x0a
const NULL = Buffer.from('null')

/** Values of a batch as lines. A value without bytes reads `null`, as Java prints it. */
const linesOf = ({ count, data, values }: RawSinkRecords): Buffer => {
  const source = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  let size = count
  for (let i = 0; i < 2 * count; i += 2) size += lengthAt(values, i)
  const lines = Buffer.allocUnsafe(size)
  let at = 0
  for (let i = 0; i < 2 * count; i += 2) {
    const start = values[i] ?? -1
    at += start < 0 ? NULL.copy(lines, at) : source.copy(lines, at, start, values[i + 1])
    lines[at++] = LF
  }
  return lines
}

const lengthAt = (values: Int32Array, i: number): number => {
  const start = values[i] ?? -1
  return start < 0 ? NULL.length : (values[i + 1] ?? start) - start
}

const textOf = (records: readonly SinkRecord[]): Buffer =>
  Buffer.from(records.map(({ value }) => `${valueText(value.schema, value.value)}\n`).join(''))

/** A run that died in the middle of a write leaves half a line; the next one begins on a line of its own. */
const endsInHalfALine = async (file: string, access: FileAccess): Promise<boolean> => {
  const reader = await access.open(file, 'r')
  try {
    const { size } = await reader.stat()
    if (size === 0) return false
    const { buffer } = await reader.read(Buffer.alloc(1), 0, 1, size - 1)
    return buffer[0] !== LF
  } finally {
    await reader.close()
  }
}

interface Target {
  readonly handle: FileHandle
  readonly halfLine: boolean
}

const openFile = async (file: string, access: FileAccess): Promise<Target> => {
  try {
    const handle = await access.open(file, 'a')
    return { handle, halfLine: await endsInHalfALine(file, access) }
  } catch (error) {
    if (error instanceof ConnectError) throw error
    throw new ConnectError(
      'EXTERNAL',
      `File ${file} cannot be written (${(error as NodeJS.ErrnoException).code})`,
      {
        cause: error,
      },
    )
  }
}

/** Bytes handed to the file system while more is fetched. */
const behind = 4 * 1024 * 1024

const createWriter = (
  file: string,
  { handle, halfLine }: Target,
  { mayWrite }: Pick<SinkContext<unknown>, 'mayWrite'>,
) => {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  let written = false
  let lineEnd = halfLine ? '\n' : ''

  const appendNow = async (lines: Buffer) => {
    if (!mayWrite()) throw new ConnectError('FENCED', `The lease does not last for a write to ${file}`)
    if (lineEnd !== '') await handle.appendFile(lineEnd)
    lineEnd = ''
    await handle.appendFile(lines)
  }

  const append = async (lines: Buffer) => {
    waiting += lines.length
    written = true
    const appended = last
      .then(() => appendNow(lines))
      .finally(() => {
        waiting -= lines.length
      })
    last = appended
    appended.catch(() => undefined)
    if (waiting > behind) await appended
  }

  return {
    failureEffect: 'unknown',
    write: (records: readonly SinkRecord[]) => append(textOf(records)),
    writeRaw: (records: RawSinkRecords) => append(linesOf(records)),
    flush: async () => {
      await last
      if (written) await handle.datasync()
      written = false
      return {}
    },
    close: async () => {
      await last.catch(() => undefined)
      await handle.close()
    },
  } as const
}

const createSink = (access: FileAccess, { disksDiffer = false }: FileOptions = {}) =>
  defineSink({
    classes: ['org.apache.kafka.connect.file.FileStreamSinkConnector'],
    version: '4.3.1',
    docs: {
      title: 'File sink',
      summary: 'Appends each value to a file, as a line of text.',
      delivers: 'at least once',
      residue: 'what a dead run wrote since its last flush is written again; a frozen process may write late',
    },
    config,
    *validate({ file }) {
      const problem =
        file === null ? 'Standard output is not written here: name a file' : access.problem(file)
      if (problem !== undefined) yield ['file', problem]
    },
    ...(!disksDiffer && {
      async *probe({ file }: { readonly file: string | null }): AsyncGenerator<Finding, void> {
        const missing = await access.missingDirectory(file ?? '')
        if (missing !== undefined) yield ['file', `There is no directory ${missing} for the file ${file}`]
      },
    }),
    open: async context => {
      const file = context.config.file ?? ''
      return createWriter(file, await openFile(file, access), context)
    },
  })

/** Appends each value as a line, as text. */
export const fileStreamSink = createSink(fileAccess())

/** The same, for files in this directory alone. */
export const fileStreamSinkIn = (directory: string, options: FileOptions = {}) =>
  createSink(fileAccess(directory), options)
