import type { ConnectError } from '../../../../connectors/sdk/errors.ts'
import type { Compression } from '../../../runtime/ports/kafka.ts'
import { draftBatch, finishBatch } from '../record-batch/encode.ts'
import { appendPiece, boundOf, boundOfRange, type Piece } from './piece.ts'

/** Part of a piece: its records `from` to `to`. */
export interface Share {
  readonly piece: Piece
  readonly from: number
  readonly to: number
}

/** A record batch that stays as it is, with its sequence, until it is acknowledged. */
export interface Batch {
  /** room for the request's header, then the batch */
  readonly bytes: Buffer
  readonly shares: readonly Share[]
  readonly sequence: number
  readonly count: number
  /** bytes before compression */
  readonly size: number
  readonly since: number
  status: 'ready' | 'sent' | 'acknowledged' | 'failed'
  /** how its last attempt failed */
  error: ConnectError | undefined
  refusedOutOfOrder: number
}

export interface BatchOptions {
  readonly room: number
  readonly batchSize: number
  readonly compression: Compression
  /** −1 and −1 when not idempotent */
  readonly producerId: number
  readonly producerEpoch: number
  readonly transactional?: boolean
}

const LARGEST_SEQUENCE = 0x7fff_ffff

/** The sequence `count` records after `sequence`; after the largest comes 0. */
export const sequenceAfter = (sequence: number, count: number): number =>
  sequence < 0
    ? sequence
    : sequence > LARGEST_SEQUENCE - count
      ? count - (LARGEST_SEQUENCE - sequence) - 1
      : sequence + count

const sizeFor = (shares: readonly Share[], batchSize: number) => {
  const [first] = shares
  const single = first === undefined ? 0 : boundOf(first.piece.content, first.from)
  let total = 0
  for (const { piece, from, to } of shares) {
    total += from === 0 && to === piece.count ? piece.bytes : boundOfRange(piece.content, from, to, batchSize)
    if (total >= batchSize) break
  }
  return Math.max(single, Math.min(total, batchSize))
}

/** One batch out of the first of `waiting`, as many as fit; `taken` is what went into it. */
export const buildBatch = (waiting: readonly Share[], sequence: number, options: BatchOptions): Batch => {
  const draft = draftBatch(options.room, sizeFor(waiting, options.batchSize))
  const shares: Share[] = []
  for (const { piece, from, to } of waiting) {
    const next = appendPiece(draft, piece, from, to)
    if (next > from) shares.push({ piece, from, to: next })
    if (next < to) break
  }
  const identity = { ...options, baseSequence: sequence }
  const size = draft.at - draft.room
  return {
    bytes: finishBatch(draft, identity, options.compression),
    shares,
    sequence,
    count: draft.count,
    size,
    since: Math.min(...shares.map(({ piece }) => piece.since)),
    status: 'ready',
    error: undefined,
    refusedOutOfOrder: 0,
  }
}

const splitShares = (shares: readonly Share[], count: number) => {
  const head: Share[] = []
  const tail: Share[] = []
  let left = count
  for (const { piece, from, to } of shares) {
    const middle = Math.min(to, from + left)
    if (middle > from) head.push({ piece, from, to: middle })
    if (to > middle) tail.push({ piece, from: middle, to })
    left -= middle - from
  }
  return [head, tail] as const
}

const halve = (batch: Batch, options: BatchOptions): readonly Batch[] => {
  const half = Math.ceil(batch.count / 2)
  const [head, tail] = splitShares(batch.shares, half)
  const roomy = { ...options, batchSize: Number.MAX_SAFE_INTEGER }
  return [
    buildBatch(head, batch.sequence, roomy),
    buildBatch(tail, sequenceAfter(batch.sequence, half), roomy),
  ]
}

/** Smaller batches in place of one that is larger than `size`. Sequences count records, so none changes. */
export const split = (batch: Batch, size: number, options: BatchOptions): readonly Batch[] =>
  batch.size <= size || batch.count === 1
    ? [batch]
    : halve(batch, options).flatMap(half => split(half, size, options))
