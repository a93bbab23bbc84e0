import { ConnectError } from '../sdk/errors.ts'
import type { SinkRecord } from '../sdk/record.ts'
import type { Flushed, SinkWriter } from '../sdk/sink.ts'
import { MalformedDocument } from './document.ts'
import { resourceNames } from './index-name.ts'
import { orAborted } from './or-aborted.ts'
import type { SinkSettings } from './settings.ts'
import { sliceEnd } from './slice-end.ts'
import { createUnwritten } from './unwritten.ts'
import { type Context, createParts } from './writer-parts.ts'

const isDataError = (error: unknown): error is ConnectError =>
  error instanceof ConnectError && error.code === 'DATA'

const unacknowledged = new ConnectError(
  'EXTERNAL',
  'The server has not acknowledged any document before the end of the slice',
  { retriable: true },
)

const ignoredNull = new ConnectError('DATA', 'Cannot write null valued record.')

/** Writes records as documents. What is no record's fault fails the flush, not a write: it would be blamed on its records. */
export const createWriter = (settings: SinkSettings, context: Context): SinkWriter => {
  const { client, pace, leaveOut, setup, actionOf, requests, trouble } = createParts(settings, context)
  const ending = sliceEnd(context, () => pace.stop(unacknowledged))
  const unwritten = createUnwritten()
  const { action } = settings
  const nameOf = resourceNames(settings.resources)
  const resourceOf = (topic: string) => settings.indexNames?.get(topic) ?? nameOf(topic)
  const invalid = { passOver: action.dropInvalid, report: true, warn: false }
  let failure: unknown
  let told = 0
  const failed = () => failure !== undefined || requests.failure !== undefined

  const passNull = (record: SinkRecord): undefined => {
    if (action.reportsNulls) context.reject(record, ignoredNull, { passOver: true })
  }

  const add = (record: SinkRecord, resource: string) => {
    const made = actionOf(record, resource)
    return made === undefined ? undefined : requests.add(made)
  }

  /** Without a pause where there need not be one: there are as many as records. */
  const put = (record: SinkRecord): Promise<void> | undefined => {
    const isNull = record.value.value === null
    if (isNull && action.nulls === 'ignore') return passNull(record)
    const resource = resourceOf(record.topic)
    const ready = isNull ? undefined : setup.ready(resource, record)
    return ready === undefined ? add(record, resource) : ready.then(() => add(record, resource))
  }

  const blame = (record: SinkRecord, error: unknown) => {
    if (!isDataError(error)) throw error
    leaveOut(record, error, error instanceof MalformedDocument ? settings.malformed : invalid)
  }

  const tryPut = (record: SinkRecord): Promise<void> | undefined => {
    try {
      return put(record)?.catch(error => blame(record, error))
    } catch (error) {
      blame(record, error)
      return undefined
    }
  }

  /** Resolves with how many of them were taken; all others are read again. */
  const take = async (records: readonly SinkRecord[]): Promise<number> => {
    let i = 0
    try {
      context.signal.throwIfAborted()
      for (const record of records) {
        // what fails the flush is read again, with all that is behind it
        if (failed() || unwritten.size > 0) break
        const wait = tryPut(record)
        if (wait !== undefined) await orAborted(wait, ending.finishing)
        // whether it was taken or not
        if (wait !== undefined && ending.finishing.aborted) break
        i++
      }
    } catch (error) {
      failure ??= error
    }
    return i
  }

  /** How far it is written; rejects with why it is not, once what is written is stored. */
  const progress = (failed: unknown): Flushed => {
    const isOver = failed === unacknowledged
    const { settled } = requests
    if (failed !== undefined && settled === (isOver ? 0 : told))
      throw isOver ? (trouble.error ?? failed) : failed
    told = settled
    const partitions = unwritten.with(requests.left().map(({ record }) => record))
    return failed === undefined || isOver ? { partitions } : { partitions, more: true }
  }

  return {
    failureEffect: settings.deterministic ? 'idempotent' : 'unknown',
    write: async records => {
      const taken = await take(records)
      for (const record of records.slice(taken)) unwritten.add(record)
      if (failed()) context.requestFlush()
    },
    flush: async () => {
      await orAborted(requests.flush(), ending.over).catch(error => {
        failure ??= error
      })
      context.signal.throwIfAborted()
      // without an index nothing was sent
      const isStuck = unwritten.size > 0 && requests.isEmpty && trouble.error !== undefined
      if (failure === undefined && (ending.over.aborted || isStuck)) failure = unacknowledged
      const isWhole = unwritten.size === 0 && requests.isEmpty
      if (isWhole) told = requests.settled
      return isWhole ? {} : progress(failure)
    },
    close: async () => {
      ending.stop()
      requests.stop()
      client.close()
    },
  }
}
