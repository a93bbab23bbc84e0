import type { UsedConfig } from '../config/used-config.ts'
import type { SourceConnector } from '../connector.ts'
import type { Retries } from '../errors/retries.ts'
import type { TransactionalProducer } from '../ports/kafka.ts'
import type { Runtime } from '../runtime.ts'
import type { Slice } from '../slice.ts'
import { exactlyOnceOf, kafkaOffsets } from './exactly-once.ts'
import type { Failures } from './failures.ts'
import { idempotentOutlet } from './idempotent-outlet.ts'
import { createMirror, type Mirror } from './mirror.ts'
import type { Outlet } from './outlet.ts'
import { transactionalOutlet } from './transactional-outlet.ts'

interface Opened {
  /** records and offsets go in one transaction */
  readonly exactlyOnce: boolean
  readonly mirror: Mirror
  readonly outlet: Outlet
}

interface Options {
  readonly connector: SourceConnector
  readonly used: UsedConfig
  readonly failures: Failures
  readonly retries: Retries
}

/** The way to Kafka that a source is configured for, and what is stored of its partitions there. */
export const openOutlet = (
  runtime: Runtime,
  slice: Slice,
  { connector, used, failures, retries }: Options,
): Opened => {
  const { kafka, clock } = runtime
  const { tolerant } = connector.errors
  const boundary = exactlyOnceOf(connector, used)
  const offsets = kafkaOffsets(used.config, used.worker)
  const exactlyOnce = boundary !== undefined
  const signal = AbortSignal.any([slice.finishing, slice.signal])
  const options = {
    ...connector.producer,
    mayWrite: slice.mayWrite,
    // a slice that should end says what keeps it from it
    mayRepeat: () => !slice.finishing.aborted,
  }
  let taken: Promise<TransactionalProducer> | undefined
  const take = () => {
    const transactionalId = `${offsets.transactionalIds}${slice.task.task}`
    taken ??= kafka.transactionalProducer({ ...options, ...offsets.transactional, transactionalId })
    return taken
  }
  const renew = async () => {
    const last = await taken
    await last?.abort().catch(() => undefined)
    await last?.close()
    taken = undefined
    return take()
  }
  const closing = (outlet: Outlet): Outlet => ({
    ...outlet,
    close: async () => {
      await outlet.close()
      await taken?.then(
        each => each.close(),
        () => undefined,
      )
    },
  })
  const { topics } = offsets
  const mirror = createMirror({ kafka, slice, topics, writes: exactlyOnce, fence: take, signal })
  const most = runtime.memory / 4
  const outlet =
    boundary === undefined
      ? idempotentOutlet({ openProducer: () => kafka.producer(options), tolerant, failures, retries })
      : transactionalOutlet({
          producer: take,
          renew,
          tolerant,
          failures,
          mirror,
          boundary,
          most,
          clock,
          slice,
        })
  return { exactlyOnce, mirror, outlet: closing(outlet) }
}
