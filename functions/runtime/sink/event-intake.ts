import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { RawSinkRecords } from '../../../connectors/sdk/record.ts'
import type { SinkPartition } from '../../../connectors/sdk/sink.ts'
import type { OffsetOutOfRange } from '../ports/kafka.ts'
import type { Table } from '../ports/table.ts'
import type { Runtime } from '../runtime.ts'
import { advance } from '../state/event-partitions.ts'
import type { EventFeed } from './event-feed.ts'
import { checkGap, checkTopic } from './event-gap.ts'
import { type EventBatch, recordsFrom } from './event-records.ts'
import { isOutOfRange, lostText } from './out-of-range.ts'
import { type Start, sinkOffset, sinkPartition, storedOffset } from './positions.ts'
import type { Durable } from './sink-pipeline.ts'

/** One partition of an event: what is to be taken of it, and how far it has come. */
export interface Intake {
  readonly batch: EventBatch
  readonly partition: SinkPartition
  readonly epoch: number
  /** the offset behind the last record of the event */
  readonly end: number
  /** as the table has it */
  stored: { readonly text: string; readonly offset: number }
  /** why it cannot be taken any further */
  failure?: unknown
  /** its topic is not the one that was planned, or that is not known */
  misplanned?: boolean
}

/** A partition of the event as it stands; `undefined`: no plan has given it to events yet. */
export const intakeOf = (feed: EventFeed, batch: EventBatch): Intake | undefined => {
  const { raw } = batch
  const found = feed.partitions.get(sinkPartition(raw))
  const offset = found && storedOffset(found)
  if (found?.offset === undefined || offset === undefined) return undefined
  const { topic, partition } = raw
  return {
    batch,
    partition: { topic, partition, offset, topicId: found.topicId ?? '' },
    epoch: found.epoch,
    end: (raw.offsets[raw.count - 1] ?? 0) + 1,
    stored: { text: found.offset, offset },
  }
}

export interface TakeOptions {
  readonly connector: string
  /** the next offset that the target wants */
  readonly from: number
  /** a filter or a destination of failures passes records over */
  readonly gapsAreNormal: boolean
  readonly reset: Start['reset']
}

/**
 * What of a partition is to be handed over: nothing that is stored already, and not over a gap in which records lie. When
 * that cannot be, nothing is, and the intake has the reason.
 */
export const take = async (
  runtime: Runtime,
  intake: Intake,
  options: TakeOptions,
): Promise<RawSinkRecords | undefined> => {
  const { raw } = intake.batch
  if (raw.offsets[0] === options.from) return raw
  try {
    intake.misplanned = true
    await checkTopic(runtime, intake.partition)
    intake.misplanned = false
    return await restOf(runtime, intake, options)
  } catch (error) {
    intake.failure = error
    return undefined
  }
}

const restOf = async (runtime: Runtime, intake: Intake, options: TakeOptions) => {
  const { from, gapsAreNormal } = options
  const rest = recordsFrom(intake.batch.raw, from)
  const to = rest?.offsets[0] ?? from
  if (to === from || gapsAreNormal) return rest
  try {
    await checkGap(runtime, { partition: intake.partition, from, to })
    return rest
  } catch (error) {
    throw isOutOfRange(error) ? await passLost(runtime, intake, { ...options, error }) : error
  }
}

/** Stores that what is no longer in the log is not waited for; the error says how much was lost. */
const passLost = async (
  { table }: Pick<Runtime, 'table'>,
  intake: Intake,
  { connector, reset, error }: TakeOptions & { readonly error: OffsetOutOfRange },
): Promise<Error> => {
  const [lost] = error.partitions
  if (lost === undefined) return error
  const text = lostText({ ...lost, offset: intake.stored.offset })
  if (reset === 'none') return new ConnectError('FATAL', text, { cause: error })
  await bring(table, intake, { connector, offset: Math.min(lost.start, intake.batch.raw.offsets[0] ?? 0) })
  return new ConnectError('KAFKA', `${text}; it goes on behind that`, { cause: error })
}

const bring = async (
  table: Table,
  intake: Intake,
  { connector, offset }: { readonly connector: string; readonly offset: number },
): Promise<void> => {
  if (offset <= intake.stored.offset) return
  const to = { text: sinkOffset(offset), offset }
  const { partition, epoch, stored } = intake
  await advance(table, connector, {
    partition: sinkPartition(partition),
    epoch,
    from: stored.text,
    to: to.text,
  })
  intake.stored = to
}

/** Stores what a flush has made durable; rejects with the first that could not be, when all have been tried. */
export const storeDurable = async (
  table: Table,
  intakes: readonly Intake[],
  { connector, durable }: { readonly connector: string; readonly durable: readonly Durable[] },
): Promise<void> => {
  const stored = durable.map(async ({ partition, offset, change }) => {
    const intake = intakes.find(each => each.partition === partition)
    if (change.state !== undefined)
      throw new ConnectError('FATAL', `${connector} keeps state, which events have no lease for`)
    if (intake !== undefined) await bring(table, intake, { connector, offset })
  })
  await Promise.allSettled(stored)
  await Promise.all(stored)
}
