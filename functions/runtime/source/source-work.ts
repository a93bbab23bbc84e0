import { parseOffset } from '../../../connectors/sdk/canonical.ts'
import type { Drained, SourceBatch, SourceReader } from '../../../connectors/sdk/source.ts'
import { type UsedConfig, withUsedConfig } from '../config/used-config.ts'
import { openSourceConnector, type SourceConnector } from '../connector.ts'
import { countBatch, countCommit } from '../count.ts'
import { createRetries, type Retries, RetryPending } from '../errors/retries.ts'
import { offsetsOf, type ProgressChange } from '../progress.ts'
import { redriveSource } from '../redrive/redrive-source.ts'
import { wantsRedrive } from '../redrive/redriven.ts'
import type { Ending, Work } from '../run-task.ts'
import type { Runtime } from '../runtime.ts'
import type { Slice } from '../slice.ts'
import { triggerPlan } from '../state/trigger.ts'
import { untilAborted } from '../until-aborted.ts'
import { deliver } from './deliver.ts'
import { type Failures, openFailures } from './failures.ts'
import { createInFlight } from './in-flight.ts'
import type { Mirror } from './mirror.ts'
import { openOutlet } from './open-outlet.ts'
import type { Outlet } from './outlet.ts'
import { ReadFailure, readAgain } from './read-again.ts'
import { topicCreator } from './topic-creator.ts'

/** Reads a source and produces to Kafka until it is drained or the slice has to end; stores what is acknowledged. */
export const sourceWork =
  (runtime: Runtime): Work =>
  slice =>
    withUsedConfig(runtime, slice.task.config, used => readSource(runtime, slice, used))

const readSource = async (runtime: Runtime, slice: Slice, used: UsedConfig): Promise<Ending> => {
  const connector = await openSourceConnector(runtime, used)
  if (wantsRedrive(slice.task)) return redriveSource(runtime, slice, { connector, used })
  const { clock } = runtime
  const { task, meter, finishing, signal, retrying: spent } = slice
  const failures = await openFailures(runtime, slice, connector)
  const retries = createRetries({ clock, bounds: connector.errors.retry, meter, finishing, signal, spent })
  const ensureTopic = topicCreator(runtime, { connector: task.connector, config: used.config })
  const tally = { records: 0 }
  const read = async () => {
    const { outlet, ...way } = openOutlet(runtime, slice, { connector, used, failures, retries })
    const parts = { connector, ...way, outlet, ensureTopic, failures, retries, tally }
    return readAll(runtime, slice, parts).finally(() => outlet.close())
  }
  try {
    return await readAgain(retries, read, () => tally.records)
  } catch (error) {
    if (error instanceof RetryPending)
      return { drained: false, records: tally.records, poll: connector.poll, retrying: error.spent }
    throw error instanceof ReadFailure ? error.cause : error
  } finally {
    await failures.close()
  }
}

interface Parts {
  readonly connector: SourceConnector
  readonly exactlyOnce: boolean
  readonly mirror: Mirror
  readonly outlet: Outlet
  readonly ensureTopic: ReturnType<typeof topicCreator>
  readonly failures: Failures
  readonly retries: Retries
  /** records handed over by all passes */
  readonly tally: { records: number }
}

const readAll = async (runtime: Runtime, slice: Slice, parts: Parts): Promise<Ending> => {
  const { connector, mirror, exactlyOnce } = parts
  // what a run before has left open ends before this one reads anything
  if (exactlyOnce) await mirror.settle(slice.task.partitions)
  const signal = AbortSignal.any([slice.finishing, slice.signal])
  const reader = await connector.plugin.open({
    config: connector.config,
    task: {
      connector: slice.task.connector,
      number: slice.task.task,
      partitions: slice.task.partitions.map(parseOffset),
    },
    offsets: offsetsOf(mirror),
    epoch: slice.epoch,
    signal,
  })
  const flow = createFlow(runtime, slice, { ...parts, reader })
  try {
    return await flow.run(signal)
  } finally {
    await reader.close().catch(() => undefined)
  }
}

const nextOf = async (batches: ReturnType<SourceReader['read']>) => {
  try {
    return await batches.next()
  } catch (error) {
    throw new ReadFailure(error)
  }
}

const joined = (
  one: ReadonlyMap<string, ProgressChange>,
  other: ReadonlyMap<string, ProgressChange>,
): ReadonlyMap<string, ProgressChange> => {
  const all = new Map(one)
  for (const [partition, change] of other) all.set(partition, { ...all.get(partition), ...change })
  return all
}

const createFlow = (runtime: Runtime, slice: Slice, parts: Parts & { readonly reader: SourceReader }) => {
  const { connector, outlet, ensureTopic, failures, retries, tally, reader } = parts
  const { clock } = runtime
  const { meter, pulse, signal: aborted } = slice
  const inFlight = createInFlight(runtime.memory / 8, reader.committed !== undefined)
  let lastData = clock.now()

  /** Stores the acknowledged prefix; one at a time, so that offsets are stored in order. */
  const store = async (last: ReadonlyMap<string, ProgressChange> = new Map()) => {
    const { progress, batches, records: stored, written, bytes } = inFlight.take()
    meter.add('source-record-write-total', written)
    meter.add('source-byte-write-total', bytes)
    await countCommit(meter, async () => {
      await slice.checkpoint(joined(progress, last), { progress: stored > 0 })
      return progress.size > 0
    })
    if (batches.length > 0) await reader.committed?.(batches)
  }
  let storing = Promise.resolve()
  const storeNext = (last?: ReadonlyMap<string, ProgressChange>) => {
    const next = storing.then(() => store(last))
    storing = next.catch(() => undefined)
    return next
  }
  slice.onCheckpoint(() => storeNext())

  const delivery = { connector, outlet, inFlight, ensureTopic, failures, retries, signal: aborted }
  const countPoll = (batch: SourceBatch, took: number) => {
    const size = 'raw' in batch ? batch.raw.count : batch.records.length
    countBatch(meter, size)
    meter.add('source-record-poll-total', size)
    meter.add('poll-batch-time-ms', took)
    meter.raise('poll-batch-max-time-ms', took)
  }
  meter.observe(() => ({ 'source-record-active-count': inFlight.active }))
  const hand = async (batch: SourceBatch) => {
    tally.records += await deliver(delivery, batch)
    meter.raise('source-record-active-count-max', inFlight.active)
    lastData = clock.now()
  }

  /** One pass of the reader, until it has nothing more, the slice has to end, or something failed. */
  const pass = async (signal: AbortSignal): Promise<Drained | undefined> => {
    const batches = reader.read()
    while (!signal.aborted && inFlight.failure === undefined) {
      const began = clock.now()
      const next = await untilAborted(nextOf(batches), signal)
      if (next === undefined) return undefined
      pulse.beat()
      if (next.done) return next.value
      countPoll(next.value, clock.now() - began)
      await hand(next.value)
      await untilAborted(inFlight.room(), signal)
    }
    return undefined
  }

  const pauseFor = async (ms: number, signal: AbortSignal) => {
    const end = clock.now() + ms
    while (clock.now() < end && !signal.aborted && inFlight.failure === undefined)
      await clock.sleep(Math.min(connector.pause, end - clock.now()), signal)
  }

  const lingers = () => connector.continuous || clock.now() - lastData < connector.linger

  return {
    run: async (signal: AbortSignal): Promise<Ending> => {
      let failed: { readonly error: unknown } | undefined
      let ended: Drained | undefined
      try {
        for (;;) {
          ended = await pass(signal)
          if (ended?.replan === true) await triggerPlan(runtime.table, slice.task.connector)
          if (signal.aborted || inFlight.failure !== undefined || !lingers()) break
          if (ended?.again !== undefined && ended.again > connector.linger && !connector.continuous) break
          await pauseFor(ended?.again ?? connector.pause, signal)
        }
      } catch (error) {
        failed = { error }
      }
      outlet.finish()
      await untilAborted(inFlight.settled(), slice.signal)
      if (!slice.signal.aborted) await storeNext(inFlight.failure === undefined ? outlet.last() : undefined)
      failed = inFlight.failure ?? failed
      if (failed !== undefined) throw failed.error
      slice.signal.throwIfAborted()
      return {
        drained: !slice.finishing.aborted,
        records: tally.records,
        again: ended?.again,
        poll: connector.poll,
      }
    },
  }
}
