import { ConnectError, isRetriable } from '../../sdk/errors.ts'
import type { SourceBatch } from '../../sdk/source.ts'
import type { Opened } from '../open-connection.ts'
import type { Input, Resolved } from './input.ts'
import type { TableState } from './positions.ts'
import { readBulk } from './read-bulk.ts'
import { type Progress, readByTimestamp, readNew } from './read-new.ts'
import { createRowReaders, type Reading } from './read-rows.ts'
import { defaultPoll, type SourceSettings } from './settings.ts'
import { isBulk } from './tracking.ts'

/** ms that one input is read while others wait for their turn */
const TURN = 30_000

export interface Turn {
  readonly opened: Opened
  /** aborted when nothing more is wanted */
  readonly signal: AbortSignal
  /** whether other inputs wait */
  readonly others: boolean
}

export interface InputPoll {
  readonly input: Input
  /** when it is to be read next, ms since the epoch; infinite: never again */
  dueAt(): number
  /** records so far */
  handed(): number
  /** Reads what is new from where the batches before have ended. Resolves to `missing` when there is no such table. */
  poll(turn: Turn): AsyncGenerator<SourceBatch, 'read' | 'missing'>
}

const isOnce = ({ mode, pollInterval }: SourceSettings) => mode === '' && pollInterval === null

const firstDue = (settings: SourceSettings, { bulk }: TableState): number => {
  if (bulk?.done === undefined) return 0
  return isOnce(settings) ? Number.POSITIVE_INFINITY : bulk.done + (settings.pollInterval ?? defaultPoll)
}

/** What cannot go on where it was left counts how often it was cut off: by the end of a run, not by a failure. */
const uncounted = async function* (
  batches: AsyncGenerator<SourceBatch>,
  { signal, input: { partition } }: Reading,
  { state }: Progress,
): AsyncGenerator<SourceBatch> {
  try {
    yield* batches
  } catch (error) {
    const hasGivenUp = error instanceof ConnectError && error.code === 'FATAL'
    if (!signal.aborted && !hasGivenUp) yield { records: [], state: { partition, value: state } }
    throw error
  }
}

const goesOn = ({ tracking, key }: Resolved) => tracking.incrementing !== undefined || key !== undefined

const batchesOf = (reading: Reading, progress: Progress): AsyncGenerator<SourceBatch> => {
  const batches = anyBatchesOf(reading, progress)
  return goesOn(reading.resolved) ? batches : uncounted(batches, reading, progress)
}

const anyBatchesOf = (reading: Reading, progress: Progress): AsyncGenerator<SourceBatch> => {
  const { tracking } = reading.resolved
  if (isBulk(tracking)) return readBulk(reading, progress.state)
  return tracking.incrementing === undefined ? readByTimestamp(reading, progress) : readNew(reading, progress)
}

const after = (progress: Progress, batch: SourceBatch): Progress => ({
  offset: ('records' in batch ? batch.records.at(-1)?.offset : undefined) ?? progress.offset,
  state: (batch.state?.value as TableState | undefined) ?? progress.state,
})

/** A read that cannot go on where it was left is not interrupted. */
const turnSignal = ({ signal, others }: Turn, resolved: Resolved): AbortSignal =>
  others && goesOn(resolved) ? AbortSignal.any([signal, AbortSignal.timeout(TURN)]) : signal

export const createInputPoll = (settings: SourceSettings, input: Input, stored: Progress): InputPoll => {
  const readers = createRowReaders()
  let progress = stored
  let dueAt = firstDue(settings, stored.state)
  let handed = 0

  /** A first read that is to begin now has to know later when that was. */
  const begin = async ({ connection }: Opened): Promise<SourceBatch | undefined> => {
    const { offset, state } = progress
    const isNow = settings.timestampInitial !== null && settings.timestampInitial < 0
    if (!isNow || offset !== undefined || state.initial !== undefined) return undefined
    const { ms } = await connection.now()
    return { records: [], state: { partition: input.partition, value: { initial: ms } } }
  }

  const next = (resolved: Resolved): number => {
    if (isBulk(resolved.tracking) && isOnce(settings)) return Number.POSITIVE_INFINITY
    return Date.now() + (settings.pollInterval ?? defaultPoll)
  }

  const read = async function* (turn: Turn, resolved: Resolved): AsyncGenerator<SourceBatch> {
    if (resolved.tracking.timestamps.length > 0) {
      const first = await begin(turn.opened)
      if (first !== undefined) yield first
    }
    const signal = turnSignal(turn, resolved)
    const reading = { settings, input, resolved, opened: turn.opened, readers, signal }
    yield* batchesOf(reading, progress)
    if (!signal.aborted) dueAt = next(resolved)
  }

  const missing = (): 'missing' => {
    dueAt = Date.now() + (settings.pollInterval ?? defaultPoll)
    return 'missing'
  }

  /** It may have been dropped while it was looked up, or since then. */
  const isThere = ({ opened }: Turn) =>
    input.resolve(opened).then(
      resolved => resolved !== undefined,
      () => true,
    )

  return {
    input,
    dueAt: () => dueAt,
    handed: () => handed,
    poll: async function* (turn) {
      try {
        const resolved = await input.resolve(turn.opened)
        if (resolved === undefined) return missing()
        for await (const batch of read(turn, resolved)) {
          progress = after(progress, batch)
          handed += 'records' in batch ? batch.records.length : 0
          yield batch
        }
      } catch (error) {
        if (isRetriable(error) || (await isThere(turn))) throw error
        return missing()
      }
      return 'read'
    },
  }
}
