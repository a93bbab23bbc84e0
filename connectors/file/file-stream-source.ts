import type { FileHandle } from 'node:fs/promises'
import { defineConfig, int, string } from '../sdk/config.ts'
import { ConnectError } from '../sdk/errors.ts'
import type { Finding } from '../sdk/problem.ts'
import type { Offset } from '../sdk/record.ts'
import { defineSource, type PartitionOffset, type SourceBatch } from '../sdk/source.ts'
import { nonEmpty } from '../sdk/validators.ts'
import { type FileAccess, type FileOptions, fileAccess } from './file-access.ts'
import { splitLines } from './split-lines.ts'

const config = defineConfig({
  file: string({
    default: null,
    importance: 'HIGH',
    doc: 'The file to read. Standard input is not read here.',
  }),
  topic: string({ importance: 'HIGH', validator: nonEmpty, doc: 'The topic that the lines go to.' }),
  'batch.size': int({
    default: 2000,
    importance: 'LOW',
    doc: 'Accepted for compatibility; batches are bounded by bytes.',
  }),
})

/** Bytes read at a time; a longer line doubles it, up to `longest`. */
const chunk = 512 * 1024
const longest = 64 * 1024 * 1024

const failure = (file: string, error: unknown) => {
  if (error instanceof ConnectError) return error
  const { code } = error as NodeJS.ErrnoException
  const problem = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`
  return new ConnectError('EXTERNAL', `File ${file} ${problem}`, { cause: error })
}

const positionIn = (offset: Offset | undefined): number => {
  const position = offset?.position ?? 0
  if (typeof position === 'number' && position >= 0) return position
  throw new ConnectError('FATAL', `The stored position is ${position}, expected the number of bytes read`)
}

/** In Kafka Connect's words. */
const offsetProblem = ({ partition, offset }: PartitionOffset): string | undefined => {
  const { position } = offset
  if (position === undefined) return "Offset objects should either be null or contain the key 'position'"
  const what = "The value for the 'position' key in the offset"
  if (typeof position !== 'bigint' && !Number.isInteger(position))
    return `${what} is expected to be a Long value`
  if (typeof position === 'bigint') return `${what} is ${position}, no file has as many bytes`
  if (Number(position) < 0) return `${what} should be a non-negative value`
  if (partition.filename === undefined) return "Partition objects should contain the key 'filename'"
  return undefined
}

/** A file that is not there yet is waited for. */
const probeFile = async function* (access: FileAccess, file: string): AsyncGenerator<Finding, void> {
  try {
    const handle = await access.open(file, 'r')
    const isDirectory = await handle.stat().then(found => found.isDirectory())
    await handle.close()
    if (isDirectory) yield ['file', `File ${file} is a directory`]
  } catch (error) {
    const { message } = failure(file, error)
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') yield ['file', message, 'warning']
    else yield ['file', message]
  }
}

const createSource = (access: FileAccess, { disksDiffer = false }: FileOptions = {}) =>
  defineSource({
    classes: ['org.apache.kafka.connect.file.FileStreamSourceConnector'],
    version: '4.3.1',
    docs: {
      title: 'File source',
      summary: 'The lines of a file, as they are appended.',
      delivers: 'at least once',
      residue:
        'lines whose offset was not stored are there again, in order, as a whole tail; exactly once: nothing',
      position: { partition: { filename: '/var/log/app.log' }, offset: { position: 1024 } },
    },
    config,
    *validate({ file }) {
      const problem = file === null ? 'Standard input is not read here: name a file' : access.problem(file)
      if (problem !== undefined) yield ['file', problem]
    },
    *validateOffsets(offsets) {
      for (const offset of offsets) {
        const problem = offsetProblem(offset)
        if (problem !== undefined) yield problem
      }
    },
    ...(!disksDiffer && {
      probe: ({ file }: { readonly file: string | null }) => probeFile(access, file ?? ''),
    }),
    exactlyOnce: () => true,
    plan: ({ file }) => ({ tasks: [{ partitions: [{ filename: file ?? '' }] }] }),
    open: async ({ config: { file, topic }, offsets }) => {
      const partition = { filename: file ?? '' }
      const [stored] = await offsets.get([partition])
      let position = positionIn(stored?.offset)
      let handle: FileHandle | undefined

      const openFile = async () => {
        try {
          return await access.open(partition.filename, 'r')
        } catch (error) {
          throw failure(partition.filename, error)
        }
      }

      return {
        async *read(): AsyncGenerator<SourceBatch, undefined> {
          handle ??= await openFile()
          const { size } = await handle.stat()
          if (size < position)
            throw new ConnectError(
              'EXTERNAL',
              `File ${file} has ${size} bytes, but ${position} have been read: it was cut or replaced`,
            )
          let want = chunk
          while (size > position) {
            const data = Buffer.allocUnsafe(Math.min(want, size - position))
            const { bytesRead } = await handle.read(data, 0, data.length, position)
            const lines = splitLines(data.subarray(0, bytesRead))
            if (lines.count === 0) {
              if (position + bytesRead >= size) return undefined
              if (want >= longest)
                throw new ConnectError('DATA', `A line of ${file} at ${position} is over ${longest} bytes`)
              want *= 2
              continue
            }
            want = chunk
            const start = position
            position += lines.end
            const raw = {
              ...lines,
              topic,
              type: 'string',
              timestamp: Date.now(),
              partition,
              offset: { position },
              // behind a line begins the next one, whatever has ended it
              offsetAt: (i: number) => ({ position: start + (lines.values[2 * i + 2] ?? lines.end) }),
            } as const
            yield { raw }
          }
          return undefined
        },
        close: async () => {
          await handle?.close()
        },
      }
    },
  })

/** The lines of a file, as they are appended, in the order they stand: `{filename}` → `{position}` in bytes. */
export const fileStreamSource = createSource(fileAccess())

/** The same, for files in this directory alone. */
export const fileStreamSourceIn = (directory: string, options: FileOptions = {}) =>
  createSource(fileAccess(directory), options)
