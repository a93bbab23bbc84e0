import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { KafkaEvent, KafkaEventResult } from '../../../events/kafka-event.ts'
import { hideInError } from '../config/hidden-values.ts'
import { withUsedConfig } from '../config/used-config.ts'
import type { Limits, Runtime } from '../runtime.ts'
import { hastenPlan, readEventFeed, reportsFailures } from './event-feed.ts'
import { type Intake, intakeOf } from './event-intake.ts'
import { type EventBatch, eventBatches } from './event-records.ts'
import { showOutcome } from './event-status.ts'
import { type EventRun, writeEvent } from './event-work.ts'

type Failed = KafkaEventResult['batchItemFailures'][number]

/**
 * Writes the records of an event to the sink that it is for, and stores how far it has come. Rejects when all of the event
 * has to come again, which repeats nothing that is stored; what it resolves with has to come again, too.
 */
export const runSinkEvent = async (
  runtime: Runtime,
  { connector, event }: { readonly connector: string; readonly event: KafkaEvent },
  limits: Limits,
): Promise<KafkaEventResult> => {
  const feed = await readEventFeed(runtime.table, connector)
  const batches = eventBatches(event)
  const intakes = batches.flatMap(batch => intakeOf(feed, batch) ?? [])
  const unplanned = batches.filter(batch => intakes.every(intake => intake.batch !== batch))
  const failure = intakes.length > 0 ? await attempt(runtime, { feed, intakes, limits }) : undefined
  if (unplanned.length > 0 || intakes.some(intake => intake.misplanned)) await hastenPlan(runtime.table, feed)
  if (intakes.length > 0) await showOutcome(runtime, feed, failure)
  const left = [...intakes.flatMap(whatIsLeft), ...unplanned.map(batch => failedFrom(batch, 0))]
  if (left.length === 0) return { batchItemFailures: [] }
  const made = intakes.some(intake => intake.stored.offset > (intake.partition.offset ?? 0))
  if (made && reportsFailures(feed)) return { batchItemFailures: left }
  throw failure ?? notWritten(connector, left)
}

/** Why something has to come again; nothing of the run goes on after this. */
const attempt = async (runtime: Runtime, run: EventRun): Promise<unknown> => {
  try {
    return await withUsedConfig(runtime, run.feed.connector.config, async used => {
      await writeEvent(runtime, run, used)
      const failure = run.intakes.find(intake => intake.failure !== undefined)?.failure
      return hideInError(failure, used.hide)
    })
  } catch (error) {
    return error
  }
}

const notWritten = (connector: string, left: readonly Failed[]) => {
  const rest = left.map(({ itemIdentifier: { partition, offset } }) => `${partition} from ${offset} on`)
  return new ConnectError(
    'CONFLICT',
    `${connector} has not taken ${rest.join(', ')}: not planned yet, or out of time`,
    {
      retriable: true,
    },
  )
}

/** What of a partition has to come again, as far as it is in the event: what is stored of another topic says nothing. */
const whatIsLeft = ({ batch, stored, end, misplanned }: Intake): readonly Failed[] => {
  if (misplanned) return [failedFrom(batch, 0)]
  return stored.offset >= end ? [] : [failedFrom(batch, stored.offset)]
}

const failedFrom = ({ key, raw }: EventBatch, from: number): Failed => {
  const offset = raw.offsets.find(each => each >= from) ?? from
  return { itemIdentifier: { partition: key, offset } }
}
