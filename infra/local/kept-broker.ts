import { setTimeout as sleep } from 'node:timers/promises'
import { type Broker, type BrokerOptions, startBroker } from './broker.ts'

/** Pause before a broker that has ended is started again, ms. */
const pause = 1_000

export interface KeptBroker {
  readonly bootstrap: string
  stop(): Promise<void>
}

/** A broker that is started again, on its port and data, whenever it ends by itself. */
export const keepBroker = async (
  options: BrokerOptions,
  print: (line: string) => void,
): Promise<KeptBroker> => {
  const first = await startBroker(options)
  const { bootstrap } = first
  const port = Number(bootstrap.slice(bootstrap.lastIndexOf(':') + 1))
  let broker: Broker | undefined = first
  let stopped = false

  const restart = async () => {
    try {
      broker = await startBroker({ ...options, port })
      if (stopped) await broker.stop()
    } catch (error) {
      if (!stopped) print(error instanceof Error ? error.message : String(error))
    }
  }

  const watch = async () => {
    while (!stopped) {
      const code = await broker?.ended
      if (stopped) return
      if (broker !== undefined) print(`Kafka has ended (exit code ${code}); it is started again`)
      broker = undefined
      await sleep(pause)
      if (!stopped) await restart()
    }
  }
  const watching = watch()

  return {
    bootstrap,
    stop: async () => {
      stopped = true
      await broker?.stop()
      await watching
    },
  }
}
