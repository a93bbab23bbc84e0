import type { Cut } from './cut.ts'
import { MIN_PART_BYTES } from './object-store.ts'
import type { Objects } from './objects.ts'
import { closeOpen, heldBytes, heldCuts, type PartitionCuts } from './partition-cuts.ts'

export interface MemoryLimits {
  /** size of an upload's parts, bytes */
  readonly partBytes: number
  /** of a part that is sent early, as memory is short */
  readonly leastPartBytes: number
  /** of complete files, before a flush is asked for */
  readonly closedBytes: number
  /** of everything */
  readonly totalBytes: number
}

const MiB = 1024 * 1024

export const memoryLimits = (partBytes: number): MemoryLimits => ({
  partBytes,
  leastPartBytes: MIN_PART_BYTES,
  closedBytes: 8 * MiB,
  totalBytes: 48 * MiB,
})

const CLOSED_CUTS = 256

/** Whether a flush would make room. */
export const wantsFlush = (all: readonly PartitionCuts[], limits: MemoryLimits): boolean => {
  const cuts = all.flatMap(({ closed, ready }) => [...closed, ...ready])
  const bytes = cuts.reduce((sum, { body }) => sum + body.size(), 0)
  return (
    bytes >= limits.closedBytes ||
    cuts.length >= CLOSED_CUTS ||
    (all.some(mayCloseEarly) && total(all) >= limits.totalBytes / 2)
  )
}

const mayCloseEarly = ({ rotation, open }: PartitionCuts) =>
  open !== undefined && rotation.bytes !== undefined

const total = (all: readonly PartitionCuts[]) => all.reduce((sum, cuts) => sum + heldBytes(cuts), 0)

const bySize = (a: PartitionCuts, b: PartitionCuts) => (b.open?.body.size() ?? 0) - (a.open?.body.size() ?? 0)

/** Ends the largest files until half of the memory is free, where no count says when they end. */
export const closeLargest = (all: readonly PartitionCuts[], limits: MemoryLimits): void => {
  const early = all.filter(mayCloseEarly).toSorted(bySize)
  let bytes = early.reduce((sum, { open }) => sum + (open?.body.size() ?? 0), 0)
  for (const cuts of early) {
    if (bytes < limits.totalBytes / 2) return
    bytes -= cuts.open?.body.size() ?? 0
    closeOpen(cuts)
  }
}

const growing = (cuts: PartitionCuts): readonly Cut[] => heldCuts(cuts).filter(cut => cut.body.size() > 0)

const mayGrow = ({ rotation }: PartitionCuts, cut: Cut) => cut.planned || rotation.records !== undefined

/** Compresses, uploads parts that are full and, when memory is short, gives up the smallest unfinished file. */
export const relieve = async (
  all: readonly PartitionCuts[],
  limits: MemoryLimits,
  objects: Objects,
  send: (cuts: PartitionCuts, cut: Cut) => Promise<void>,
): Promise<void> => {
  for (const cuts of all) {
    for (const cut of growing(cuts)) {
      await cut.body.settle()
      if (mayGrow(cuts, cut) && cut.body.partSize() >= limits.partBytes) await send(cuts, cut)
    }
  }
  const counted = all.filter(({ open, rotation }) => open !== undefined && rotation.records !== undefined)
  const largestFirst = counted.toSorted(bySize)
  for (const cuts of largestFirst) {
    if (total(counted) <= limits.totalBytes) return
    if (cuts.open !== undefined && cuts.open.body.partSize() >= limits.leastPartBytes)
      await send(cuts, cuts.open)
  }
  for (const cuts of largestFirst.reverse()) {
    if (total(counted) <= limits.totalBytes) return
    await drop(cuts, objects)
  }
}

/** The next slice reads these records again, with fewer files beside them. */
const drop = async (cuts: PartitionCuts, objects: Objects) => {
  const { open } = cuts
  if (open === undefined || open.upload !== undefined) return
  cuts.droppedAt = open.start
  cuts.rotateAt = open.rotateAt
  cuts.open = undefined
  await objects.abandon(open)
}
