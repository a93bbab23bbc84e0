import { ConnectError, defineConfig, defineSink, string } from '../../connectors/sdk/index.ts'
import type { SinkContext } from '../../connectors/sdk/sink.ts'

const config = defineConfig({
  url: string({ importance: 'HIGH', doc: 'Of the store.' }),
})

/** records of one request */
const most = 200

interface Put {
  readonly partition: number
  readonly offset: number
  readonly value: string
}

const send = async ({ config: { url }, epoch, signal, callTimeout }: Context, puts: readonly Put[]) => {
  const response = await fetch(`${url}?epoch=${epoch}`, {
    method: 'POST',
    body: JSON.stringify(puts),
    signal: AbortSignal.any([signal, AbortSignal.timeout(callTimeout)]),
  })
  const text = await response.text()
  if (response.ok) return
  // the store has seen a later epoch
  if (response.status === 409) throw new ConnectError('FENCED', `${url} answered: ${text}`)
  throw new ConnectError('EXTERNAL', `${url} answered ${response.status}: ${text}`)
}

type Context = SinkContext<{ readonly url: string }>

const put = async (context: Context, puts: readonly Put[]) => {
  if (!context.mayWrite()) throw new ConnectError('FENCED', 'The lease does not last for a write')
  try {
    await send(context, puts)
  } catch (error) {
    if (error instanceof ConnectError) throw error
    throw new ConnectError('EXTERNAL', `${context.config.url} cannot be reached`, { cause: error })
  }
}

/** Puts records by key into a store that counts, with what a store needs to fence: offset and epoch. */
export const keyedSink = defineSink({
  classes: ['chaos.KeyedSink'],
  version: '1.0.0',
  config,
  open: context => ({
    failureEffect: 'idempotent',
    write: async records => {
      const puts = records.map(({ original: { partition, offset }, value }) => ({
        partition,
        offset,
        value: String(value.value),
      }))
      for (let start = 0; start < puts.length; start += most)
        await put(context, puts.slice(start, start + most))
    },
    flush: async () => ({}),
    close: async () => {},
  }),
})
