import type { Batch, Share } from './batch.ts'
import type { Piece } from './piece.ts'
import { boundOfRange } from './piece.ts'

/** What waits to be put into a batch, in order. */
export interface WaitingRecords {
  add(piece: Piece): void
  /** the first of it; `take` removes what went into a batch */
  first(bytes: number): readonly Share[]
  take(batch: Batch): void
  /** removes and returns everything */
  clear(): readonly Share[]
  /** upper bound of what it takes in batches */
  bytes(): number
  oldest(): number | undefined
}

export const waitingRecords = (): WaitingRecords => {
  let shares: Share[] = []
  let bytes = 0
  const boundOfShare = ({ piece, from, to }: Share) =>
    from === 0 && to === piece.count ? piece.bytes : boundOfRange(piece.content, from, to)

  const removeTaken = (taken: Share) => {
    const [head] = shares
    if (head === undefined) return
    bytes -= boundOfShare(taken)
    if (taken.to === head.to) shares.shift()
    else shares[0] = { ...head, from: taken.to }
  }

  return {
    add: piece => {
      if (piece.count === 0) return
      shares.push({ piece, from: 0, to: piece.count })
      bytes += piece.bytes
    },
    first: limit => {
      let total = 0
      const end = shares.findIndex(({ piece }) => {
        total += piece.bytes
        return total > 2 * limit
      })
      return end < 0 ? shares : shares.slice(0, end + 1)
    },
    take: batch => {
      for (const share of batch.shares) removeTaken(share)
      if (shares.length === 0) bytes = 0
    },
    clear: () => {
      const all = shares
      shares = []
      bytes = 0
      return all
    },
    bytes: () => bytes,
    oldest: () => shares[0]?.piece.since,
  }
}
