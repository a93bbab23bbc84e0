import { ConnectError } from '../sdk/errors.ts'
import type { SinkPartition } from '../sdk/sink.ts'
import type { Layout } from './layout.ts'

/** Offsets `[start, end)` of one object; `id` marks one that is uploaded in parts. */
interface PlannedCut {
  readonly start: number
  readonly end: number
  readonly id?: string | undefined
}

/**
 * Objects that will be put, stored before they are: whoever comes next completes exactly these cuts, named and
 * shaped as they were begun, before it makes cuts of its own.
 */
interface Intent {
  readonly lineage: number
  readonly topicId: string
  readonly layout: Layout
  /** `[start, end]` or `[start, end, id]`, ascending */
  readonly cuts: readonly (readonly [number, number] | readonly [number, number, string])[]
}

/** What the checkpoint keeps for a partition. */
interface PartitionState {
  readonly intents?: readonly Intent[]
  /** when the file that waits is to be rotated, ms since the epoch */
  readonly rotateAt?: number
}

export interface Planned extends PlannedCut {
  readonly layout: Layout
}

const toIntents = (owner: { lineage: number; topicId: string }, cuts: readonly Planned[]): Intent[] => {
  const byLayout = Map.groupBy(cuts, cut => cut.layout)
  return [...byLayout].map(([layout, group]) => ({
    lineage: owner.lineage,
    topicId: owner.topicId,
    layout,
    cuts: group.map(({ start, end, id }) => (id === undefined ? [start, end] : [start, end, id])),
  }))
}

/** The state to store for these cuts and this time of rotation; `null`: nothing to keep. */
export const printState = (
  owner: { readonly lineage: number; readonly topicId: string },
  cuts: readonly Planned[],
  rotateAt: number | undefined,
): PartitionState | null =>
  cuts.length === 0 && rotateAt === undefined
    ? null
    : {
        ...(cuts.length === 0 ? {} : { intents: toIntents(owner, cuts) }),
        ...(rotateAt === undefined ? {} : { rotateAt }),
      }

const checkOwner = (intent: Intent, partition: SinkPartition, lineage: number) => {
  if (intent.topicId === partition.topicId && intent.lineage === lineage) return
  const name = `${intent.layout.prefix}${intent.cuts[0]?.[0] ?? ''}`
  throw new ConnectError(
    'FATAL',
    `The object ${name}… was begun for topic id ${intent.topicId} and lineage ${intent.lineage}, but topic ` +
      `${partition.topic} has id ${partition.topicId} and lineage ${lineage} now; stop the connector and reset its offsets`,
  )
}

/** The stored state of a partition: cuts to complete first, ascending. */
export const parseState = (
  partition: SinkPartition,
  lineage: number,
): { readonly cuts: readonly Planned[]; readonly rotateAt: number | undefined } => {
  const state = (partition.state ?? {}) as PartitionState
  const intents = state.intents ?? []
  for (const intent of intents) checkOwner(intent, partition, lineage)
  const cuts = intents.flatMap(({ layout, cuts }) =>
    cuts.map(([start, end, id]) => ({ layout, start, end, id })),
  )
  return { cuts: cuts.toSorted((a, b) => a.start - b.start), rotateAt: state.rotateAt }
}
