import { ConnectError } from '../sdk/errors.ts'
import type { SinkRecord } from '../sdk/record.ts'
import type { SinkContext, SinkWriter } from '../sdk/sink.ts'
import { createActions } from './bulk/action.ts'
import { createRequests } from './bulk/requests.ts'
import { createSendChunk } from './bulk/send-chunk.ts'
import { createCalls } from './calls.ts'
import { createClient } from './client.ts'
import { documents, MalformedDocument } from './document.ts'
import { resourceNames } from './index-name.ts'
import { indexSetup } from './index-setup.ts'
import { leavingOut } from './leave-out.ts'
import type { SinkSettings } from './settings.ts'

type Context = Omit<SinkContext<unknown>, 'config'>

const isDataError = (error: unknown): error is ConnectError =>
  error instanceof ConnectError && error.code === 'DATA'

const ignoredNull = new ConnectError('DATA', 'Cannot write null valued record.')

const parts = (settings: SinkSettings, context: Context) => {
  const client = createClient(settings.server, context)
  const warn = (message: string) => context.warn?.(message)
  const leaveOut = leavingOut(context)
  const call = createCalls({ client, server: settings.server, retries: settings.retries })
  return {
    client,
    leaveOut,
    setup: indexSetup({ call, documents: settings.documents, resources: settings.resources }),
    actionOf: createActions({ settings, documents: documents(settings.documents), warn }),
    requests: createRequests({
      bulk: settings.bulk,
      send: createSendChunk({ client, settings, leaveOut, warn }),
    }),
  }
}

/** Writes records as documents. What is no record's fault fails the flush, not a write: it would be blamed on its records. */
export const createWriter = (settings: SinkSettings, context: Context): SinkWriter => {
  const { client, leaveOut, setup, actionOf, requests } = parts(settings, context)
  const { action } = settings
  const nameOf = resourceNames(settings.resources)
  const resourceOf = (topic: string) => settings.indexNames?.get(topic) ?? nameOf(topic)
  const invalid = { passOver: action.dropInvalid, report: true, warn: false }
  let failure: unknown
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

  return {
    failureEffect: settings.deterministic ? 'idempotent' : 'unknown',
    write: async records => {
      try {
        context.signal.throwIfAborted()
        for (const record of records) {
          // what fails the flush is read again, with all that is behind it
          if (failed()) break
          const wait = tryPut(record)
          if (wait !== undefined) await wait
        }
      } catch (error) {
        failure ??= error
      }
      if (failed()) context.requestFlush()
    },
    flush: async () => {
      await requests.flush()
      if (failure !== undefined) throw failure
      return {}
    },
    close: async () => {
      requests.stop()
      client.close()
    },
  }
}
