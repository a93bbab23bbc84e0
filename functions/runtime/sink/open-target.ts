import type { RawSinkRecords } from '../../../connectors/sdk/record.ts'
import type { SinkPartition, SinkWriter } from '../../../connectors/sdk/sink.ts'
import type { SinkConnector } from '../connector.ts'
import { createDeadLetters } from '../errors/dead-letters.ts'
import { createErrorLog } from '../errors/error-log.ts'
import { createRetries, type Retries } from '../errors/retries.ts'
import type { Counts } from '../meter.ts'
import type { Subject } from '../ports/log.ts'
import type { Runtime } from '../runtime.ts'
import { createFailures, type Failures } from './failures.ts'

/** Where the records of one run go: the writer, and what becomes of those that fail. */
export interface Target {
  readonly writer: SinkWriter
  readonly failures: Failures
  readonly retries: Retries
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
  /** aborted when the run should come to its end in good order */
  readonly finishing: AbortSignal
  readonly signal: AbortSignal
  /** ms for which runs before have tried what is to be tried again */
  readonly retrying?: number
  /** how often records were sent back before, of batches of dead letters */
  readonly redrives?: (raw: RawSinkRecords) => number
}

// as many as a process has connectors for
const MAX_WARNINGS = 1000
const warned = new Set<string>()

const warning =
  (
    { log, hide }: Pick<Runtime, 'log'> & Pick<SinkConnector['errors'], 'hide'>,
    subject: Subject & { readonly connector: string },
  ) =>
  (text: string) => {
    const message = hide(text)
    const identity = `${subject.connector}\n${message}`
    if (warned.has(identity) || warned.size >= MAX_WARNINGS) return
    warned.add(identity)
    void log({ level: 'WARN', message, ...subject })
  }

export const openTarget = async (
  { kafka, timing, clock, log, host }: Pick<Runtime, 'kafka' | 'timing' | 'clock' | 'log' | 'host'>,
  { plugin, config, className, errors: policy }: SinkConnector,
  { meter, finishing, retrying = 0, redrives, ...run }: TargetRun,
): Promise<Target> => {
  const { connector, task, epoch, signal } = run
  const letters = policy.deadLetters && createDeadLetters(kafka, policy.deadLetters, meter)
  const subject = { connector, task, epoch, invocation: host }
  const errorLog = createErrorLog({ log, policy, subject, meter })
  const failures = createFailures({
    connector,
    task,
    policy,
    className,
    letters,
    log: errorLog,
    meter,
    redrives,
  })
  let flushWanted = false
  const writer = await plugin.open({
    ...run,
    config,
    reject: failures.reject,
    warn: warning({ log, hide: policy.hide }, subject),
    requestFlush: () => {
      flushWanted = true
    },
    callTimeout: timing.call,
    finishing,
  })
  return {
    writer,
    failures,
    retries: createRetries({ clock, bounds: policy.retry, meter, finishing, signal, spent: retrying }),
    meter,
    takeFlushRequest: () => {
      const wanted = flushWanted
      flushWanted = false
      return wanted
    },
    close: async () => {
      errorLog.end()
      await writer.close().catch(() => undefined)
      await letters?.close()
    },
  }
}
