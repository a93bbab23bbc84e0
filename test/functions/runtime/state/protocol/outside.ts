import type { Item, Write } from '../../../../../functions/runtime/ports/table.ts'
import { type StoredProgress, taskOf } from '../../../../../functions/runtime/state/items.ts'
import type { ExternalWrite } from '../explorer/request.ts'
import { type Change, Violation } from '../explorer/scenario.ts'

type Numbers = Readonly<Record<string, number>>

/** The external system, and what the invariants remember of the past. */
export interface Outside {
  /** per partition: records that are durable, and the youngest run that wrote */
  readonly durable: Numbers
  readonly youngest: Numbers
  /** takes in their order, by task and epoch */
  readonly taken: Numbers
  /** due moments that were claimed */
  readonly claimed: readonly string[]
}

export const nothingOutside: Outside = { durable: {}, youngest: {}, taken: {}, claimed: [] }

const isTask = ({ sk }: Item) => sk.startsWith('TASK#')
const number = (item: Item | undefined, name: string): number | undefined => {
  const value = item?.attributes[name]
  return typeof value === 'number' ? value : undefined
}

/** What is stored for a partition: a task's entry wins over what was folded back. */
const readOffsets = (items: readonly Item[]): ReadonlyMap<string, number> => {
  const folded = items.flatMap(({ sk, attributes }): [string, StoredProgress][] =>
    sk.startsWith('OFFSET#') ? [[String(attributes.partition), attributes as StoredProgress]] : [],
  )
  const held = items.filter(isTask).flatMap(item => Object.entries(taskOf(item).progress))
  return new Map([...folded, ...held].map(([partition, { offset }]) => [partition, Number(offset ?? 0)]))
}

const offsets = new WeakMap<readonly Item[], ReadonlyMap<string, number>>()

const storedOffsets = (items: readonly Item[]) => {
  const known = offsets.get(items) ?? readOffsets(items)
  offsets.set(items, known)
  return known
}

/** What a user has made of offsets. */
const alteredBy = (writes: readonly Write[]): ReadonlyMap<string, number> =>
  new Map(
    writes
      .filter(({ kind }) => kind === 'alter-offset')
      .map(({ set }) => [String(set.partition), Number(set.offset ?? 0)]),
  )

/** What was written before does not count any more: an offset beyond this is of a run from before. */
const forgetting = (outside: Outside, altered: ReadonlyMap<string, number>): Outside =>
  altered.size === 0
    ? outside
    : { ...outside, durable: { ...outside.durable, ...Object.fromEntries(altered) } }

const checkAltered = (altered: ReadonlyMap<string, number>, { after }: Change) => {
  const now = storedOffsets(after.items)
  for (const [partition, offset] of altered)
    if ((now.get(partition) ?? 0) !== offset)
      throw new Violation(`the offset of ${partition} was changed to ${offset}, it is ${now.get(partition)}`)
}

const checkOffsets = ({ durable }: Outside, { before, after, writes }: Change) => {
  const now = storedOffsets(after.items)
  const altered = alteredBy(writes)
  for (const [partition, offset] of storedOffsets(before.items))
    if (!altered.has(partition) && (now.get(partition) ?? 0) < offset)
      throw new Violation(`the offset of ${partition} went back from ${offset} to ${now.get(partition) ?? 0}`)
  for (const [partition, offset] of now)
    if (offset > (durable[partition] ?? 0))
      throw new Violation(`the offset of ${partition} is ${offset}, durable are ${durable[partition] ?? 0}`)
}

const checkOwners = ({ after, writes }: Change) => {
  if (!writes.some(({ kind }) => kind === 'assign')) return
  const owned = after.items
    .filter(isTask)
    .map(taskOf)
    .flatMap(({ gone, partitions }) => (gone ? [] : partitions))
  if (new Set(owned).size < owned.length) throw new Violation(`a partition has two owners: ${owned.join()}`)
}

interface Step {
  readonly write: Write
  readonly before: Item | undefined
  readonly after: Item | undefined
  readonly time: number
}

const checkGrowth = ({ write, before, after }: Step) => {
  const [was, is] = [number(before, 'epoch') ?? 0, number(after, 'epoch') ?? 0]
  if (is < was) throw new Violation(`the epoch of ${write.key.sk} went back from ${was} to ${is}`)
  const raises = ['take', 'revoke', 'fold', 'close', 'open'].includes(write.kind)
  if (raises && is === was) throw new Violation(`${write.kind} of ${write.key.sk} left the epoch at ${was}`)
  const seq = number(before, 'seq')
  if (write.set.seq !== undefined && seq !== undefined && (number(after, 'seq') ?? 0) <= seq)
    throw new Violation(`${write.kind} of ${write.key.sk} left seq at ${seq}`)
}

const checkWrite = ({ write, before, after, time }: Step) => {
  const was = number(before, 'epoch') ?? 0
  const stores = ['checkpoint', 'release', 'advance'].includes(write.kind)
  if (stores && write.when.epoch !== was)
    throw new Violation(`a run of epoch ${write.when.epoch} stored on ${write.key.sk} in epoch ${was}`)
  if (write.kind === 'alter' && before?.attributes.wanted !== 'STOPPED')
    throw new Violation(`offsets were changed of a connector that is wanted ${before?.attributes.wanted}`)
  if (write.kind === 'alter' && (number(after, 'lineage') ?? 0) <= (number(before, 'lineage') ?? 0))
    throw new Violation(`two changes of offsets have lineage ${number(after, 'lineage')}`)
  if (write.kind === 'requeue' && number(before, 'leaseUntil') === undefined)
    throw new Violation(`${write.key.sk}, which nobody holds, was put off`)
  if (write.kind === 'wish' && number(after, 'generation') === number(before, 'generation'))
    throw new Violation(`two wishes for ${write.key.sk} have generation ${number(after, 'generation')}`)
  if (write.kind === 'release' && write.when.triggered !== number(before, 'triggered'))
    throw new Violation(`${write.key.sk} was triggered, and its run let go without knowing`)
  if (write.kind === 'trigger' && number(after, 'triggered') === number(before, 'triggered'))
    throw new Violation(`two events of ${write.key.sk} are one: ${number(after, 'triggered')}`)
  const held = number(before, 'leaseUntil') !== undefined
  if (['wish', 'assign', 'trigger'].includes(write.kind) && !held && (number(after, 'dueAt') ?? 0) > time)
    throw new Violation(`a wish for ${write.key.sk}, which nobody holds, is not due at once`)
}

const find = (items: readonly Item[], { key }: Write) =>
  items.find(({ pk, sk }) => pk === key.pk && sk === key.sk)

const remember = (outside: Outside, write: Write, before: Item | undefined): Outside => {
  const { sk } = write.key
  if (write.kind === 'take') {
    const order = Object.keys(outside.taken).length + 1
    return { ...outside, taken: { ...outside.taken, [`${sk}@${write.set.epoch}`]: order } }
  }
  if (write.kind !== 'claim') return outside
  const moment = ['dueAt', 'seq', 'epoch', 'generation', 'triggered']
    .map(name => number(before, name))
    .join(' ')
  if (outside.claimed.includes(`${sk} ${moment}`))
    throw new Violation(`${sk} was claimed twice for one moment`)
  if (number(before, 'dueAt') === undefined) throw new Violation(`${sk} was claimed without being due`)
  return { ...outside, claimed: [...outside.claimed, `${sk} ${moment}`].sort() }
}

/** Checks a write that was applied. */
export const watchWrites = (remembered: Outside, change: Change): Outside => {
  const altered = alteredBy(change.writes)
  const outside = forgetting(remembered, altered)
  checkAltered(altered, change)
  checkOffsets(outside, change)
  checkOwners(change)
  return change.writes.reduce((seen, write) => {
    const before = find(change.before.items, write)
    const step = { write, before, after: find(change.after.items, write), time: change.time }
    checkGrowth(step)
    checkWrite(step)
    return remember(seen, write, before)
  }, outside)
}

/** Checks a write that has reached the external system. */
export const watchExternal = (
  outside: Outside,
  { partition, offset, task, epoch, fed }: ExternalWrite,
): Outside => {
  const youngest = outside.youngest[partition] ?? 0
  const order = fed ? youngest : (outside.taken[`${task}@${epoch}`] ?? 0)
  if (order < youngest)
    throw new Violation(`${task} of epoch ${epoch} wrote ${partition}:${offset} after a younger run`)
  return {
    ...outside,
    youngest: { ...outside.youngest, [partition]: order },
    durable: { ...outside.durable, [partition]: Math.max(outside.durable[partition] ?? 0, offset + 1) },
  }
}
