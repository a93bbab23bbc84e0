import { type Gzip, gzip } from './gzip.ts'

export interface Compression {
  readonly type: 'none' | 'gzip'
  /** zlib's: −1 (its default) to 9 */
  readonly level: number
}

/** The bytes of one object while they are collected. */
export interface FileBody {
  append(bytes: Buffer, start?: number, end?: number): void
  /** bytes held in memory */
  size(): number
  /** bytes that `takePart` would give */
  partSize(): number
  /** Compresses what has filled its blocks; memory shrinks. */
  settle(): Promise<void>
  /** No more will be appended for now: lets go of spare room. */
  trim(): void
  /** Takes out what is ready, as the next part of an upload. */
  takePart(): Buffer
  /** Everything that was not taken, compressed and closed; the same when asked again. */
  finish(): Promise<Buffer>
  discard(): void
}

const FIRST_BLOCK = 1024
const BLOCK = 256 * 1024

interface Blocks {
  full: Buffer[]
  fullBytes: number
  block: Buffer
  used: number
}

const emptyBlocks = (): Blocks => ({ full: [], fullBytes: 0, block: Buffer.alloc(0), used: 0 })

const makeRoom = (blocks: Blocks, bytes: number) => {
  const { block, used } = blocks
  if (used + bytes <= BLOCK) {
    const size = Math.max(FIRST_BLOCK, Math.min(BLOCK, 2 * (used + bytes)))
    blocks.block = Buffer.allocUnsafeSlow(size)
    block.copy(blocks.block, 0, 0, used)
    return
  }
  if (used > 0) blocks.full.push(block.subarray(0, used))
  blocks.fullBytes += used
  blocks.block = Buffer.allocUnsafeSlow(Math.max(BLOCK, bytes))
  blocks.used = 0
}

const takeFull = (blocks: Blocks): Buffer[] => {
  const { full } = blocks
  blocks.full = []
  blocks.fullBytes = 0
  return full
}

const takeAll = (blocks: Blocks): Buffer[] => {
  const all = [...takeFull(blocks), blocks.block.subarray(0, blocks.used)]
  Object.assign(blocks, emptyBlocks())
  return all
}

const concat = (chunks: readonly Uint8Array[]): Buffer => {
  const [only] = chunks
  return chunks.length === 1 && Buffer.isBuffer(only) ? only : Buffer.concat(chunks)
}

export const fileBody = (compression: Compression): FileBody => {
  const blocks = emptyBlocks()
  let zipped: Gzip | undefined
  let finished: Promise<Buffer> | undefined

  const compress = async (chunks: readonly Buffer[]) => {
    zipped ??= gzip(compression.level)
    for (const chunk of chunks) await zipped.write(chunk)
    return zipped
  }
  const finish = async () => {
    if (compression.type === 'none') return concat(takeAll(blocks))
    const stream = await compress(takeAll(blocks))
    await stream.end()
    return concat(stream.take())
  }
  return {
    append: (bytes, start = 0, end = bytes.length) => {
      if (blocks.used + end - start > blocks.block.length) makeRoom(blocks, end - start)
      bytes.copy(blocks.block, blocks.used, start, end)
      blocks.used += end - start
    },
    size: () => blocks.fullBytes + blocks.used + (zipped?.size() ?? 0),
    partSize: () => (zipped === undefined ? blocks.fullBytes : zipped.size()),
    settle: async () => {
      if (compression.type === 'gzip' && blocks.full.length > 0) await compress(takeFull(blocks))
    },
    trim: () => {
      blocks.block = Buffer.copyBytesFrom(blocks.block, 0, blocks.used)
    },
    takePart: () => concat(zipped === undefined ? takeFull(blocks) : zipped.take()),
    finish: () => {
      finished ??= finish()
      return finished
    },
    discard: () => {
      Object.assign(blocks, emptyBlocks())
      zipped?.discard()
    },
  }
}
