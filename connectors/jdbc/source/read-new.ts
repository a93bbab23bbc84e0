import type { Offset, SourceRecord } from '../../sdk/record.ts'
import type { SourceBatch } from '../../sdk/source.ts'
import type { Struct } from '../../sdk/value.ts'
import type { Instant } from '../dialect.ts'
import { positionReader } from './offset-values.ts'
import { placeReader, valuesIn } from './order-key.ts'
import { isBefore, offsetOf, type Place, positionOf, sameOffset, type TableState } from './positions.ts'
import {
  MAX_TRIES,
  makeRecords,
  type Reading,
  type RowChunk,
  readRows,
  recordMaker,
  tooLong,
} from './read-rows.ts'
import { trackedStatement } from './statements.ts'

export interface Progress {
  readonly offset: Offset | undefined
  readonly state: TableState
}

const instantAt = (ms: number): Instant => ({ ms, nanos: (((ms % 1000) + 1000) % 1000) * 1_000_000 })

const contextOf = ({ settings, resolved, input: { where }, opened: { dialect } }: Reading) => ({
  tracking: resolved.tracking,
  timestampColumn: resolved.timestampColumn,
  timeZone: settings.reading.timeZone,
  dialect,
  where,
})

/** Where the next read begins, and the moment that it ends before. */
const rangeOf = async ({ settings, resolved, opened }: Reading, { offset, state }: Progress) => {
  const { incrementing = settings.incrementingInitial, timestamp } = positionOf(offset)
  const initial = state.initial ?? Math.max(settings.timestampInitial ?? 0, 0)
  const from = timestamp ?? instantAt(initial)
  const byTime = resolved.tracking.timestamps.length > 0
  const until = byTime ? instantAt((await opened.connection.now()).ms - settings.delay) : from
  return { incrementing, from, until }
}

/** By an incrementing column, alone or with timestamps: each row has a position of its own. */
export const readNew = async function* (reading: Reading, progress: Progress): AsyncGenerator<SourceBatch> {
  const { resolved, opened } = reading
  const range = await rangeOf(reading, progress)
  const statement = trackedStatement(opened.dialect, resolved.origin, { ...contextOf(reading), ...range })
  for await (const { reader, rows } of readRows(reading, statement)) {
    const { at } = recordMaker(reading, reader)
    const position = positionReader(reader, contextOf(reading))
    const { records, failure } = makeRecords(rows, row => at(reader.read(row), offsetOf(position(row))))
    if (records.length > 0) yield { records }
    if (failure !== undefined) throw failure.error
  }
}

interface Waiting {
  readonly value: Struct
  readonly at: Instant
  readonly row: readonly unknown[]
}

/**
 * Gives a row the last timestamp of which all rows were handed over, which is known when the next row has come: so one is
 * always waiting. `before`: the timestamp of the row behind which it begins.
 */
const tieKeeper = (first: Instant, before: Instant) => {
  let offset = offsetOf({ timestamp: first })
  let last = before
  let waiting: Waiting | undefined
  /** All rows of the last timestamp are handed over when a later one comes, or none at all. */
  const reach = (at: Instant | undefined) => {
    if (at === undefined || isBefore(last, at)) offset = offsetOf({ timestamp: last })
    last = at ?? last
  }
  const pass = (next: Waiting | undefined) => {
    const passed = waiting
    if (passed !== undefined || next !== undefined) reach(next?.at)
    waiting = next
    return passed && { ...passed, offset }
  }
  /** Lets the one that waits go, although what follows it is not known. */
  const release = () => {
    const released = waiting
    waiting = undefined
    return released && { ...released, offset }
  }
  return { pass, release }
}

type TieKeeper = ReturnType<typeof tieKeeper>
type Passed = NonNullable<ReturnType<TieKeeper['pass']>>

interface TieContext {
  readonly base: Offset
  readonly tries: number
  readonly reading: Reading
}

/** By a key it is known which row of a timestamp was the last; without one, that there was no end to them. */
const stateAfter = ({ base, tries, reading }: TieContext, { reader }: RowChunk, last: Passed): TableState => {
  const { key } = reading.resolved
  if (key === undefined)
    return sameOffset(last.offset, base) ? { stuck: { offset: base, tries: tries + 1 } } : {}
  const after: Place = placeReader(key, reader.columns, reading.opened.dialect)(last.row)
  return { row: { offset: last.offset, ms: last.at.ms, nanos: last.at.nanos, after } }
}

const tieBatch = (
  context: TieContext,
  chunk: RowChunk,
  passed: readonly Passed[],
): SourceBatch | undefined => {
  const last = passed.at(-1)
  if (last === undefined) return undefined
  const { at } = recordMaker(context.reading, chunk.reader)
  const records = passed.map((each): SourceRecord => at(each.value, each.offset))
  const { partition } = context.reading.input
  return { records, state: { partition, value: stateAfter(context, chunk, last) } }
}

const passRows = ({ reading }: TieContext, { reader, rows }: RowChunk, keeper: TieKeeper) => {
  const position = positionReader(reader, contextOf(reading))
  const passed: Passed[] = []
  const add = (each: Passed | undefined) => each !== undefined && passed.push(each)
  try {
    for (const row of rows) {
      const { timestamp: at = instantAt(0) } = position(row)
      add(keeper.pass({ value: reader.read(row), at, row }))
    }
  } catch (error) {
    add(keeper.release())
    return { passed, failure: { error } }
  }
  return { passed }
}

const triesOf = ({ state: { stuck } }: Progress, base: Offset) =>
  stuck !== undefined && sameOffset(stuck.offset, base) ? stuck.tries : 0

const remedy =
  'Give it a primary key, choose mode=timestamp+incrementing, or let runs last longer (slice.max.ms, the time-out of the function)'

/** Where rows of one timestamp go on that were read in part. */
const within = ({ offset, state: { row } }: Progress, { resolved: { key } }: Reading) => {
  if (row === undefined || offset === undefined || !sameOffset(row.offset, offset)) return {}
  const after = valuesIn(row.after, key)
  return after === undefined ? {} : { from: { ms: row.ms, nanos: row.nanos }, after }
}

/** By timestamps alone, which several rows may share. */
export const readByTimestamp = async function* (
  reading: Reading,
  progress: Progress,
): AsyncGenerator<SourceBatch> {
  const { resolved, opened, signal } = reading
  const { key } = resolved
  const range = await rangeOf(reading, progress)
  const base = offsetOf({ timestamp: range.from })
  const context = { base, tries: triesOf(progress, base), reading }
  if (key === undefined && context.tries >= MAX_TRIES)
    throw tooLong(reading, 'The rows of one timestamp', remedy)
  const criteria = { ...contextOf(reading), key, ...range, ...within(progress, reading) }
  const keeper = tieKeeper(range.from, criteria.from)
  // held back until it is known what follows, so that the last row goes with those before it
  let held: { readonly chunk: RowChunk; readonly passed: Passed[] } | undefined
  const release = () => held && tieBatch(context, held.chunk, held.passed)
  for await (const chunk of readRows(reading, trackedStatement(opened.dialect, resolved.origin, criteria))) {
    const { passed, failure } = passRows(context, chunk, keeper)
    const batch = release()
    if (batch !== undefined) yield batch
    held = { chunk, passed }
    const rest = failure && release()
    if (rest !== undefined) yield rest
    if (failure !== undefined) throw failure.error
  }
  const end = signal.aborted ? undefined : keeper.pass(undefined)
  if (end !== undefined) held?.passed.push(end)
  const batch = release()
  if (batch !== undefined) yield batch
}
