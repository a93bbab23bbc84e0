import { isDeepStrictEqual } from 'node:util'
import type { Schema } from '../sdk/schema.ts'
import type { SinkPartition } from '../sdk/sink.ts'
import { type Cut, newCut, plannedCut } from './cut.ts'
import type { Planned } from './intent.ts'
import type { Layout } from './layout.ts'
import { type Rotation, scheduledAt } from './rotation.ts'

/** A topic partition's records, divided into cuts. Each list ascends. */
export interface PartitionCuts {
  readonly partition: SinkPartition
  readonly layout: Layout
  readonly rotation: Rotation
  readonly now: () => number
  /** in a stored intent, their records still to come */
  planned: Cut[]
  /** in a stored intent, complete */
  ready: Cut[]
  /** complete, in no intent yet */
  closed: Cut[]
  open: Cut | undefined
  /** when the file is to be rotated that was begun by an earlier slice */
  rotateAt: number | undefined
  /** after the last record seen */
  next: number
  /** records before it are in objects */
  durableTo: number
  /** from here on records are left to the next slice, as memory was short */
  droppedAt: number | undefined
  /** the state as it was last answered */
  storedState: string
}

export const partitionCuts = (
  base: Pick<PartitionCuts, 'partition' | 'layout' | 'rotation' | 'now'>,
  stored: { readonly cuts: readonly Planned[]; readonly rotateAt: number | undefined },
): PartitionCuts => ({
  ...base,
  planned: stored.cuts.map(plannedCut),
  ready: [],
  closed: [],
  open: undefined,
  rotateAt: stored.rotateAt,
  next: 0,
  durableTo: 0,
  droppedAt: undefined,
  storedState: JSON.stringify(base.partition.state ?? null),
})

export const closeOpen = (cuts: PartitionCuts): void => {
  if (cuts.open === undefined) return
  cuts.open.body.trim()
  cuts.closed.push(cuts.open)
  cuts.open = undefined
}

/** Planned cuts before `offset` have got all their records. */
const completePlanned = (cuts: PartitionCuts, offset: number) => {
  for (let first = cuts.planned[0]; first !== undefined && first.end <= offset; first = cuts.planned[0]) {
    cuts.planned.shift()
    if (first.present || first.count === 0) cuts.durableTo = Math.max(cuts.durableTo, first.end)
    else cuts.ready.push(first)
  }
}

/** Planned cuts whose objects were found are behind us, unless one before them is still to be written. */
export const passPresent = (cuts: PartitionCuts): void => {
  if (cuts.ready.length > 0) return
  for (let first = cuts.planned[0]; first?.present; first = cuts.planned[0]) {
    cuts.durableTo = Math.max(cuts.durableTo, first.end)
    cuts.planned.shift()
  }
}

const schemaChanged = (cut: Cut, schema: Schema | undefined) =>
  cut.schema !== schema && !isDeepStrictEqual(cut.schema, schema)

const openCut = (cuts: PartitionCuts, offset: number, schema: Schema | undefined): Cut => {
  const { rotation } = cuts
  const rotateAt = rotation.schedule && (cuts.rotateAt ?? scheduledAt(rotation, cuts.now()))
  return newCut(cuts.layout, offset, { schema, rotateAt })
}

/** The cut that the record belongs to, `undefined` when it is in an object already or left to the next slice. */
export const cutFor = (cuts: PartitionCuts, offset: number, schema: Schema | undefined): Cut | undefined => {
  if (cuts.planned.length > 0) completePlanned(cuts, offset)
  if (offset < cuts.durableTo || cuts.droppedAt !== undefined) return undefined
  const [planned] = cuts.planned
  if (planned !== undefined && planned.start <= offset) {
    closeOpen(cuts)
    return planned.present ? undefined : planned
  }
  if (cuts.open !== undefined && cuts.rotation.records !== undefined && schemaChanged(cuts.open, schema))
    closeOpen(cuts)
  return cuts.open ?? openCut(cuts, offset, schema)
}

const isFull = ({ count, body }: Cut, { records, bytes }: Rotation) =>
  (records !== undefined && count >= records) || (bytes !== undefined && body.size() >= bytes)

/** After a record's bytes were appended to the cut that `cutFor` gave. */
export const appended = (cuts: PartitionCuts, cut: Cut, offset: number): void => {
  cut.count++
  if (cut.planned) return
  cut.end = offset + 1
  cuts.open = cut
  cuts.rotateAt = undefined
  if (isFull(cut, cuts.rotation)) closeOpen(cuts)
}

/** After each record, whatever became of it. */
export const seen = (cuts: PartitionCuts, offset: number): void => {
  cuts.next = Math.max(cuts.next, offset + 1)
  if (cuts.planned.length > 0) completePlanned(cuts, cuts.next)
}

/** Everything that is in memory or to be read again, in no order. */
export const heldCuts = (cuts: PartitionCuts): readonly Cut[] => [
  ...cuts.planned,
  ...cuts.ready,
  ...cuts.closed,
  ...(cuts.open === undefined ? [] : [cuts.open]),
]

export const heldBytes = (cuts: PartitionCuts): number =>
  heldCuts(cuts).reduce((bytes, cut) => bytes + cut.body.size(), 0)
