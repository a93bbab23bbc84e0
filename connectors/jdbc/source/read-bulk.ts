import type { SourceBatch } from '../../sdk/source.ts'
import { placeReader, valuesIn } from './order-key.ts'
import type { TableState } from './positions.ts'
import { MAX_TRIES, makeRecords, type Reading, readRows, recordMaker, tooLong } from './read-rows.ts'
import { bulkStatement } from './statements.ts'

type Bulk = NonNullable<TableState['bulk']>

const remedy =
  'Give it a primary key, choose another mode, or let runs last longer (slice.max.ms, the time-out of the function)'

/** Whether a read before has begun and not come to its end. */
const isUnfinished = ({ done, after, tries }: Bulk) =>
  done === undefined && (after !== undefined || tries !== undefined)

/** Everything, in the order of its key where it has one, from where the read before has ended. */
export const readBulk = async function* (reading: Reading, state: TableState): AsyncGenerator<SourceBatch> {
  const { input, resolved, opened, signal } = reading
  const { partition } = input
  const { key, origin } = resolved
  const before = state.bulk ?? {}
  const stateOf = (bulk: Bulk) => ({ partition, value: { bulk } })
  if (key === undefined) {
    const tries = (isUnfinished(before) ? (before.tries ?? 0) : 0) + 1
    if (tries > MAX_TRIES) throw tooLong(reading, 'All', remedy)
    yield { records: [], state: stateOf({ tries }) }
  }
  const after = before.done === undefined ? valuesIn(before.after, key) : undefined
  for await (const { reader, rows } of readRows(
    reading,
    bulkStatement(opened.dialect, origin, { key, after }),
  )) {
    const { without } = recordMaker(reading, reader)
    const { records, failure } = makeRecords(rows, row => without(reader.read(row)))
    const last = rows[records.length - 1]
    if (last !== undefined)
      yield {
        records,
        ...(key !== undefined && {
          state: stateOf({ after: placeReader(key, reader.columns, opened.dialect)(last) }),
        }),
      }
    if (failure !== undefined) throw failure.error
  }
  if (!signal.aborted) yield { records: [], state: stateOf({ done: Date.now() }) }
}
