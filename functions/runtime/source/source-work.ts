import { parseOffset } from '../../../connectors/sdk/canonical.ts'
import type { SourceBatch, SourceReader } from '../../../connectors/sdk/source.ts'
import { type UsedConfig, withUsedConfig } from '../config/used-config.ts'
import { openSourceConnector, type SourceConnector } from '../connector.ts'
import { countBatch, countCommit } from '../count.ts'
import type { Producer } from '../ports/kafka.ts'
import { offsetsOf } from '../progress.ts'
import type { Ending, Work } from '../run-task.ts'
import type { Runtime } from '../runtime.ts'
import type { Slice } from '../slice.ts'
import { untilAborted } from '../until-aborted.ts'
import { deliver } from './deliver.ts'
import { createInFlight } from './in-flight.ts'
import { topicCreator } from './topic-creator.ts'

/** Reads a source and produces to Kafka until it is drained or the slice has to end; stores what is acknowledged. */
export const sourceWork =
  (runtime: Runtime): Work =>
  slice =>
    withUsedConfig(runtime, slice.task.config, used => readSource(runtime, slice, used))

const readSource = async (runtime: Runtime, slice: Slice, used: UsedConfig): Promise<Ending> => {
  const connector = await openSourceConnector(runtime, used)
  let opened: Promise<Producer> | undefined
  // most polls of an idle source find nothing: they need no producer
  const producer = () => {
    opened ??= runtime.kafka.producer({
      ...connector.producer,
      mayWrite: slice.mayWrite,
      // a slice that should end says what keeps it from it
      mayRepeat: () => !slice.finishing.aborted,
    })
    return opened
  }
  const ensureTopic = topicCreator(runtime, { connector: slice.task.connector, config: used.config })
  try {
    return await readAll(runtime, slice, { connector, producer, ensureTopic })
  } finally {
    await opened?.then(
      each => each.close(),
      () => undefined,
    )
  }
}

interface Parts {
  readonly connector: SourceConnector
  readonly producer: () => Promise<Producer>
  readonly ensureTopic: ReturnType<typeof topicCreator>
}

const readAll = async (runtime: Runtime, slice: Slice, parts: Parts): Promise<Ending> => {
  const { connector } = parts
  const signal = AbortSignal.any([slice.finishing, slice.signal])
  const reader = await connector.plugin.open({
    config: connector.config,
    task: {
      connector: slice.task.connector,
      number: slice.task.task,
      partitions: slice.task.partitions.map(parseOffset),
    },
    offsets: offsetsOf(slice.progress),
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

const createFlow = (runtime: Runtime, slice: Slice, parts: Parts & { readonly reader: SourceReader }) => {
  const { connector, producer, ensureTopic, reader } = parts
  const { clock } = runtime
  const { meter, signal: aborted } = slice
  const inFlight = createInFlight(runtime.memory / 8)
  let records = 0
  let lastData = clock.now()

  /** Stores the acknowledged prefix; one at a time, so that offsets are stored in order. */
  const store = async () => {
    const { progress, batches, records: stored, written, bytes } = inFlight.take()
    meter.add('source-record-write-total', written)
    meter.add('source-byte-write-total', bytes)
    await countCommit(meter, async () => {
      await slice.checkpoint(progress, { progress: stored > 0 })
      return progress.size > 0
    })
    if (batches.length > 0) await reader.committed?.(batches)
  }
  let storing = Promise.resolve()
  const storeNext = () => {
    const next = storing.then(store)
    storing = next.catch(() => undefined)
    return next
  }
  slice.onCheckpoint(storeNext)

  const delivery = { connector, producer, inFlight, ensureTopic, meter, signal: aborted }
  const countPoll = (batch: SourceBatch, took: number) => {
    const size = 'raw' in batch ? batch.raw.count : batch.records.length
    countBatch(meter, size)
    meter.add('source-record-poll-total', size)
    meter.add('poll-batch-time-ms', took)
    meter.raise('poll-batch-max-time-ms', took)
  }
  meter.observe(() => ({ 'source-record-active-count': inFlight.active }))
  const hand = async (batch: SourceBatch) => {
    records += await deliver(delivery, batch)
    meter.raise('source-record-active-count-max', inFlight.active)
    lastData = clock.now()
  }

  /** One pass of the reader, until it has nothing more, the slice has to end, or something failed. */
  const pass = async (signal: AbortSignal): Promise<{ readonly again?: number } | undefined> => {
    const batches = reader.read()
    while (!signal.aborted && inFlight.failure === undefined) {
      const began = clock.now()
      const next = await untilAborted(batches.next(), signal)
      if (next === undefined) return undefined
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
      let ended: { readonly again?: number } | undefined
      try {
        for (;;) {
          ended = await pass(signal)
          if (signal.aborted || inFlight.failure !== undefined || !lingers()) break
          if (ended?.again !== undefined && ended.again > connector.linger && !connector.continuous) break
          await pauseFor(ended?.again ?? connector.pause, signal)
        }
      } catch (error) {
        failed = { error }
      }
      await untilAborted(inFlight.settled(), slice.signal)
      if (!slice.signal.aborted) await storeNext()
      failed = inFlight.failure ?? failed
      if (failed !== undefined) throw failed.error
      slice.signal.throwIfAborted()
      return { drained: !slice.finishing.aborted, records, again: ended?.again, poll: connector.poll }
    },
  }
}
