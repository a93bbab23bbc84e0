import type { ConfigOf } from '../../../connectors/sdk/config.ts'
import { Password } from '../../../connectors/sdk/password.ts'
import type { Finding } from '../../../connectors/sdk/problem.ts'
import type { Sink } from '../../../connectors/sdk/sink.ts'
import type { Source } from '../../../connectors/sdk/source.ts'

type Config = ConfigOf<Sink['config']>

/** Where the driver of a leaky plugin fails. */
export type Leak = 'plan' | 'open' | 'run' | 'reject'

const textOf = (value: unknown): string => (value instanceof Password ? value.reveal() : String(value))

/** As drivers do: the error says what they were given, and so do its stack and its cause. */
const driverError = (config: Config): Error => {
  const given = Object.entries(config).map(([key, value]) => `${key}=${textOf(value)}`)
  const cause = new Error(`connection string: ${JSON.stringify(given)}`)
  return new Error(`cannot log in with ${given.join(' ')}`, { cause })
}

const probe = async function* (config: Config): AsyncGenerator<Finding, void> {
  yield ['name', driverError(config).message]
  yield ['tasks.max', driverError(config).message, 'warning']
  throw driverError(config)
}

/** The same source, as far as its configuration goes, over a driver that tells all it knows. */
export const leakySource = (source: Source, leak: Leak): Source => ({
  ...source,
  probe,
  plan: config => {
    if (leak === 'plan') throw driverError(config)
    return { tasks: [{ partitions: [{ p: 'a' }] }] }
  },
  open: ({ config }) => {
    if (leak === 'open') throw driverError(config)
    return {
      // biome-ignore lint/correctness/useYield: it fails before
      async *read() {
        throw driverError(config)
      },
      close: async () => {},
    }
  },
})

/** The same sink, likewise. */
export const leakySink = (sink: Sink, leak: Leak): Sink => ({
  ...sink,
  probe,
  open: ({ config, reject }) => {
    if (leak === 'open') throw driverError(config)
    return {
      failureEffect: 'nothing',
      write: async records => {
        if (leak !== 'reject') throw driverError(config)
        for (const record of records) reject(record, driverError(config))
      },
      flush: async () => ({}),
      close: async () => {},
    }
  },
})
