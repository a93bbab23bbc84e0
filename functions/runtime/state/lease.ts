import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { Item, ItemKey, Json, Table, Write } from '../ports/table.ts'
import type { Timing } from '../timing.ts'
import type { Leased } from './items.ts'

export interface LeaseContext {
  readonly table: Table
  readonly clock: Clock
  readonly timing: Timing
}

type Changes = Readonly<Record<string, Json | undefined>>

/** Changes of the item, and writes to others that hold only together with them. */
interface Stored {
  readonly changes: Changes
  readonly also?: readonly Write[]
}

/** What the holder does next when it lets go: decided again whenever the wish turns out to have changed. */
type Parting<T> = (item: T) => Changes & { readonly dueAt: number | undefined }

/**
 * The right to write for one item (a task, or a connector's plan), held by one run.
 * Every write is conditional on `epoch` and `seq`: a late copy of an earlier request changes nothing.
 */
export interface Lease<T extends Leased> {
  readonly owner: string
  readonly epoch: number
  /** as it was after the last acknowledged write */
  readonly item: T
  /** the clock's time before which no external write may start: what a run before has sent may still be under way */
  readonly writesFrom: number
  /** whether an external write may start: the lease outlasts one call timeout, by acknowledged renewals alone */
  mayWrite(): boolean
  /** the table's time now, behind it by at most its clock error, ahead by at most the time the last call took */
  at(): number
  /**
   * Stores changes of the item as it is when its turn comes, with writes to other items if there are any, all or none,
   * and renews the lease when that is due. `FENCED` when another run holds it.
   */
  checkpoint(changes: Changes | ((item: T) => Stored)): Promise<T>
  /** Gives the lease back. `FENCED` as above. */
  release(parting: Parting<T>): Promise<void>
}

export type TakeOutcome<T extends Leased> =
  | { readonly lease: Lease<T> }
  /** somebody else has it, or nothing is wanted */
  | { readonly lease?: undefined; readonly reason: 'held' | 'nothing' }

export interface TakeOptions<T extends Leased> {
  readonly owner: string
  readonly read: (item: Item) => T
  /** whether there is something to do: otherwise the item stops being due */
  readonly wanted: (item: T) => boolean
  /** what else changes with the taking, at the table's time `at` */
  readonly taking?: (item: T, at: number) => Changes
  /** owner, or what the owners of an invocation begin with, that is known to have ended: its lease is not waited for, but one call timeout is */
  readonly ended?: string
}

/** Whether nobody can still hold it, by the table's time `at`. */
export const isFree = (item: Leased, at: number, clockError: number): boolean =>
  item.leaseUntil === undefined || at > item.leaseUntil + clockError

/** Every change of what is wanted has a generation of its own. */
const wishOf = ({ generation }: Leased) => ({ generation })

/** A lease that is given back lasts on while calls of a run that its holder followed may still be under way. */
export const untilQuiet = ({ quietUntil }: { readonly quietUntil?: Json | undefined }, at: number) =>
  typeof quietUntil === 'number' && quietUntil >= at ? quietUntil : undefined

/** An owner is a process or invocation, a slash, and the run. */
const belongsTo = (owner: string | undefined, ended: string) =>
  owner === ended || owner?.startsWith(`${ended}/`) === true

/** Takes the lease if it is free and there is something to do. */
export const takeLease = async <T extends Leased>(
  context: LeaseContext,
  key: ItemKey,
  options: TakeOptions<T>,
): Promise<TakeOutcome<T>> => {
  const { table, clock, timing } = context
  const asked = clock.now()
  const found = await table.get(key)
  if (found.item === undefined) return { reason: 'nothing' }
  const item = options.read(found.item)
  if (!options.wanted(item)) {
    await stopBeingDue(table, key, item)
    return { reason: 'nothing' }
  }
  const successor = options.ended !== undefined && belongsTo(item.owner, options.ended)
  if (!successor && !isFree(item, found.at, table.clockError)) {
    await waitForLease(table, key, item)
    return { reason: 'held' }
  }
  const leaseUntil = found.at + timing.lease
  const quietUntil = successor ? found.at + timing.call : undefined
  const taken = await table.write({
    kind: 'take',
    key,
    when: { epoch: item.epoch, seq: item.seq },
    set: {
      epoch: item.epoch + 1,
      seq: item.seq + 1,
      owner: options.owner,
      leaseUntil,
      dueAt: leaseUntil,
      quietUntil,
      ...options.taking?.(item, found.at),
    },
  })
  if (!taken.ok || taken.item === undefined) return { reason: 'held' }
  const mayWriteFrom = successor ? clock.now() + timing.call : asked
  return {
    lease: hold(context, key, options, { item: options.read(taken.item), at: found.at, asked, mayWriteFrom }),
  }
}

/**
 * A dispatch that finds nothing to do: nobody need come back, unless somebody wished otherwise or revoked meanwhile.
 * Not by `dueAt`: what is made due twice within the table's resolution has the same.
 */
const stopBeingDue = (table: Table, key: ItemKey, item: Leased) =>
  table.write({ kind: 'undue', key, when: { epoch: item.epoch, ...wishOf(item) }, set: { dueAt: undefined } })

/** A dispatch that comes while another run holds the lease: look again when that would have ended. */
const waitForLease = (table: Table, key: ItemKey, item: Leased) =>
  table.write({
    kind: 'requeue',
    key,
    when: { seq: item.seq },
    set: { dueAt: item.leaseUntil },
  })

interface Taken<T> {
  readonly item: T
  /** the table's time when it was read, and the holder's own when the lease was asked for */
  readonly at: number
  readonly asked: number
  readonly mayWriteFrom: number
}

type Build = () => Pick<Write, 'when' | 'set'> & { readonly also?: readonly Write[] | undefined }

/** A transaction does not tell what the item has become: it is read again. */
const writeTogether = async (table: Table, own: Write, also: readonly Write[]) => {
  const { ok } = await table.transact([own, ...also])
  return { ok, ...(await table.get(own.key)) }
}

const hold = <T extends Leased>(
  { table, clock, timing }: LeaseContext,
  key: ItemKey,
  { owner, read }: TakeOptions<T>,
  taken: Taken<T>,
): Lease<T> => {
  const { epoch } = taken.item
  let item = taken.item
  let renewed = taken.asked
  let over = false
  let last: Promise<unknown> = Promise.resolve()
  let time = { at: taken.at, read: taken.asked }

  const at = () => time.at + (clock.now() - time.read)
  const fenced = () => {
    over = true
    return new ConnectError('FENCED', `another run has taken over ${key.pk} ${key.sk}`)
  }

  /** One write after the other: each is conditional on the one before. */
  const write = (kind: string, build: Build): Promise<boolean> => {
    const written = last.then(() => attempt(kind, build))
    last = written.catch(() => undefined)
    return written
  }

  /** One write of the holder, repeated while its outcome is unknown and the lease lasts. */
  const attempt = async (kind: string, build: Build): Promise<boolean> => {
    for (;;) {
      const { when, set, also } = build()
      const sent = clock.now()
      try {
        const own = { kind, key, when: { epoch, seq: item.seq, ...when }, set: { ...set, seq: item.seq + 1 } }
        const answer = also?.length ? await writeTogether(table, own, also) : await table.write(own)
        // counted from when it was sent: an answer that was long under way must not make leases end too early
        time = { at: answer.at, read: sent }
        if (answer.item === undefined) throw fenced()
        const before = item
        item = read(answer.item)
        if (answer.ok) return true
        if (item.epoch !== epoch) throw fenced()
        // a release of ours had been applied, only its answer was lost: nobody else lets go in this epoch
        if (kind === 'release' && item.owner === undefined) return true
        // likewise an earlier checkpoint: go on behind it
        if (item.seq === before.seq) return false
      } catch (error) {
        if (!(error instanceof ConnectError) || error.code !== 'STATE' || !error.retriable) throw error
        if (clock.now() >= renewed + timing.lease) throw error
        await clock.sleep(timing.call / 20)
      }
    }
  }

  const checkpoint: Lease<T>['checkpoint'] = async stored => {
    const asked = clock.now()
    const due = asked - renewed >= timing.renew - timing.checkpoint
    const leaseUntil = at() + timing.lease
    await write('checkpoint', () => {
      const { changes, also } = typeof stored === 'function' ? stored(item) : { changes: stored }
      return { when: {}, set: { ...changes, ...(due && { leaseUntil, dueAt: leaseUntil }) }, also }
    })
    if (due) renewed = asked
    return item
  }

  const release = async (parting: Parting<T>): Promise<void> => {
    const build = () => ({
      when: { ...wishOf(item), triggered: item.triggered },
      set: { ...parting(item), owner: undefined, leaseUntil: untilQuiet(item, at()) },
    })
    while (!(await write('release', build))) {
      // the wish changed, or a run is wanted: `item` has it, decide again
    }
    over = true
  }

  return {
    owner,
    epoch,
    writesFrom: taken.mayWriteFrom,
    get item() {
      return item
    },
    mayWrite: () =>
      !over && clock.now() >= taken.mayWriteFrom && clock.now() + timing.call < renewed + timing.lease,
    at,
    checkpoint,
    release,
  }
}
