import { ConnectError, messageOf } from '../../../connectors/sdk/errors.ts'
import type { RawSinkRecords, SinkRecord } from '../../../connectors/sdk/record.ts'
import type { SinkConnector } from '../connector.ts'
import { isBlamable, isPassing } from '../errors/error-policy.ts'
import { RetryPending } from '../errors/retries.ts'
import type { Target } from './open-target.ts'

/** Hands records to the writer, and finds those to blame when a write fails as a whole. */
export interface Put {
  /** Resolves with from which record on the next slice has to go on, when this one ends over it. */
  records(records: readonly SinkRecord[]): Promise<Unwritten | undefined>
  /** `false`: nothing of the batch is taken as bytes, its records have to be handed over one by one */
  raw(batch: RawSinkRecords): Promise<boolean>
}

interface Unwritten {
  readonly from: SinkRecord
  readonly error: RetryPending
}

interface Blamed {
  readonly record: SinkRecord
  readonly error: unknown
}

interface Parts {
  readonly connector: Pick<SinkConnector, 'errors'>
  readonly target: Target
  /** nothing is divided any further */
  readonly finishing: AbortSignal
}

export const createPut = ({ connector, target, finishing }: Parts): Put => {
  const { writer, failures, retries } = target
  const { tolerant } = connector.errors
  const repeatable = writer.failureEffect !== 'unknown'

  /** One call, again as long as that may help. */
  const call = async (write: () => Promise<void>) => {
    try {
      await timed(target, write)
    } catch (error) {
      if (!repeatable || !isPassing(error)) throw error
      await retries.run(() => timed(target, write), error)
    }
  }

  /** Resolves with why a record may be to blame. */
  const attempt = async (write: () => Promise<void>): Promise<{ readonly error: unknown } | undefined> => {
    try {
      await call(write)
      return undefined
    } catch (error) {
      if (repeatable && isBlamable(error) && !finishing.aborted) return { error }
      throw error
    }
  }

  /** Writes records that cannot be written together, in their order; stops at the first that must not be passed over. */
  const divide = async (records: readonly SinkRecord[], failed: unknown, found: Division) => {
    const [record] = records
    if (record !== undefined && records.length === 1) {
      found.blamed.push({ record, error: failed })
      return
    }
    const half = records.length >> 1
    for (const part of [records.slice(0, half), records.slice(half)]) {
      if (!tolerant && found.blamed.length > 0) return
      found.from = part[0]
      const failure = await attempt(() => writer.write(part))
      if (failure !== undefined) await divide(part, failure.error, found)
    }
  }

  const whole = async (records: readonly SinkRecord[], found: Division) => {
    found.from = records[0]
    const failure = await attempt(() => writer.write(records))
    if (failure === undefined) return
    await divide(records, failure.error, found)
    if (tolerant && isSystem(records, found.blamed)) throw notData(records, failure.error)
    for (const { record, error } of found.blamed)
      failures.reject(record, error instanceof Error ? error : new Error(messageOf(error)))
  }

  return {
    records: async records => {
      if (records.length === 0) return undefined
      const found: Division = { blamed: [], from: undefined }
      try {
        await whole(records, found)
        return undefined
      } catch (error) {
        const from = found.blamed[0]?.record ?? found.from
        if (error instanceof RetryPending && from !== undefined) return { from, error }
        throw error
      }
    },
    raw: async batch => (await attempt(async () => writer.writeRaw?.(batch))) === undefined,
  }
}

interface Division {
  readonly blamed: Blamed[]
  /** the first record that is not written yet */
  from: SinkRecord | undefined
}

/** When each record fails, nothing tells them from what would fail with any other; one alone needs the writer's word. */
const isSystem = (records: readonly SinkRecord[], blamed: readonly Blamed[]): boolean => {
  if (blamed.length < records.length) return false
  const [only] = blamed
  return blamed.length > 1 || !(only?.error instanceof ConnectError && only.error.code === 'DATA')
}

const notData = (records: readonly SinkRecord[], cause: unknown) => {
  const [first] = records
  const { topic = '', partition = 0, offset = 0 } = first?.original ?? {}
  const which = records.length === 1 ? 'The only record' : `Each of ${records.length} records`
  return new ConnectError(
    'EXTERNAL',
    `${which} of a write fails (topic ${topic}, partition ${partition}, from offset ${offset} on), so none is skipped: ${messageOf(cause)}`,
    { cause },
  )
}

const timed = async ({ meter }: Pick<Target, 'meter'>, write: () => Promise<void>) => {
  const began = meter.now()
  await write()
  const took = meter.now() - began
  meter.add('put-batch-time-ms', took)
  meter.raise('put-batch-max-time-ms', took)
}
