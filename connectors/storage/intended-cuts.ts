import type { FlushedPartition } from '../sdk/sink.ts'
import type { Cut } from './cut.ts'
import { printState } from './intent.ts'
import { heldCuts, type PartitionCuts } from './partition-cuts.ts'
import { type Rotation, waits } from './rotation.ts'

/** Objects between two checkpoints: about a second's work, well inside a lease. */
const MOST_CUTS = 256
/** of all states of a task */
const STATE_BYTES = 60 * 1024
/** what stands around a partition's state where it is stored */
const FRAME_BYTES = 20

const stateOf = (cuts: PartitionCuts, lineage: number) =>
  printState(
    { lineage, topicId: cuts.partition.topicId },
    [...cuts.planned, ...cuts.ready],
    waits(cuts.rotation) ? (cuts.open?.rotateAt ?? cuts.rotateAt) : undefined,
  )

const bytesOf = (json: unknown) => Buffer.byteLength(JSON.stringify(json)) + 1

/** The first of a partition brings its layout along. */
const bytesOfCut = ({ ready, partition }: PartitionCuts, cut: Cut) =>
  ready.length === 0
    ? bytesOf(printState({ lineage: 0, topicId: partition.topicId }, [cut], undefined)) + FRAME_BYTES
    : bytesOf([cut.start, cut.end, cut.id])

/**
 * Takes complete cuts into intents, as many as one state may hold. Whether there were any: their objects may be put
 * when the state that `flushedPartition` gives has been stored.
 */
export const intendCuts = (all: readonly PartitionCuts[], lineage: number): boolean => {
  let bytes = all.reduce((sum, cuts) => sum + bytesOf(stateOf(cuts, lineage)), 0)
  let count = 0
  for (const cuts of all) {
    for (const cut of [...cuts.closed]) {
      bytes += bytesOfCut(cuts, cut)
      if (count === MOST_CUTS || (count > 0 && bytes > STATE_BYTES)) return true
      cuts.closed.shift()
      cuts.ready.push(cut)
      count++
    }
  }
  return count > 0
}

const firstHeld = (cuts: PartitionCuts): number | undefined => {
  const starts = heldCuts(cuts).map(({ start }) => start)
  if (cuts.droppedAt !== undefined) starts.push(cuts.droppedAt)
  return starts.length === 0 ? undefined : Math.min(...starts)
}

/** About how many more records fill the file. */
const missing = ({ count, body }: Cut, { records, bytes }: Rotation): number => {
  if (records !== undefined) return records - count
  const left = (bytes ?? Number.POSITIVE_INFINITY) - body.size()
  return Math.max(1, Math.ceil((left * count) / Math.max(1, body.size())))
}

const wakesOf = (cuts: PartitionCuts): Pick<FlushedPartition, 'waitsFor' | 'waitsUntil'> => {
  const { open, rotation, next } = cuts
  const first = firstHeld(cuts)
  if (first === undefined) return {}
  // what was left unfinished is there already
  if (open === undefined || first < open.start) return { waitsFor: first + 1 }
  if (!waits(rotation)) return {}
  return {
    waitsFor: next + missing(open, rotation),
    ...(open.rotateAt === undefined ? {} : { waitsUntil: open.rotateAt }),
  }
}

/** What the checkpoint has to know of a partition; `undefined`: all that was written is durable, nothing to keep. */
export const flushedPartition = (cuts: PartitionCuts, lineage: number): FlushedPartition | undefined => {
  const state = stateOf(cuts, lineage)
  const text = JSON.stringify(state)
  const offset = firstHeld(cuts) ?? (cuts.next < cuts.durableTo ? cuts.durableTo : undefined)
  const changed = text !== cuts.storedState
  if (!changed && offset === undefined) return undefined
  cuts.storedState = text
  const { topic, partition } = cuts.partition
  return {
    topic,
    partition,
    ...(offset === undefined ? {} : { offset }),
    ...(changed ? { state } : {}),
    ...wakesOf(cuts),
  }
}
