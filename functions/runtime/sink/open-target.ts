import type { SinkPartition, SinkWriter } from '../../../connectors/sdk/sink.ts'
import type { SinkConnector } from '../connector.ts'
import type { Counts } from '../meter.ts'
import type { Runtime } from '../runtime.ts'
import { createDeadLetters } from './dead-letters.ts'
import { createFailures, type Failures } from './failures.ts'

/** Where the records of one run go: the writer, and what becomes of those that fail. */
export interface Target {
  readonly writer: SinkWriter
  readonly failures: Failures
  readonly meter: Counts
  /** whether the writer has asked for a flush since the last time */
  takeFlushRequest(): boolean
  /** Never rejects. */
  close(): Promise<void>
}

/** The run that a target is opened for. */
export interface TargetRun {
  readonly connector: string
  readonly task: number
  readonly partitions: readonly SinkPartition[]
  readonly lineage: number
  readonly epoch: number
  readonly meter: Counts
  readonly mayWrite: () => boolean
  readonly signal: AbortSignal
}

export const openTarget = async (
  { kafka, timing }: Pick<Runtime, 'kafka' | 'timing'>,
  { plugin, config, tolerant, deadLetters }: SinkConnector,
  { meter, ...run }: TargetRun,
): Promise<Target> => {
  const { connector, task } = run
  const letters = deadLetters && createDeadLetters(kafka, { ...deadLetters, connector, task, meter })
  const failures = createFailures(tolerant, letters, meter)
  let flushWanted = false
  const writer = await plugin.open({
    ...run,
    config,
    reject: failures.reject,
    requestFlush: () => {
      flushWanted = true
    },
    callTimeout: timing.call,
  })
  return {
    writer,
    failures,
    meter,
    takeFlushRequest: () => {
      const wanted = flushWanted
      flushWanted = false
      return wanted
    },
    close: async () => {
      await writer.close().catch(() => undefined)
      await letters?.close()
    },
  }
}
