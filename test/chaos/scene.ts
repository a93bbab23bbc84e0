import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Broker, startBroker } from '../../infra/local/broker.ts'
import { isPortFree } from '../../infra/local/free-ports.ts'
import { type ObjectStore, startObjectStore } from '../../infra/local/object-store.ts'
import { type ConnectProcess, shortSlices, startConnect } from '../helpers/connect-process.ts'
import { localCredentials } from '../helpers/s3-objects.ts'

export const topic = 'file-input-topic'
export const bucket = 'my-kafka-bucket'
export const source = 'file-source'
export const sink = 's3-sink'

/** What plays: only `connect` is of this project, and only it and the broker are ever killed. */
export interface Scene {
  readonly file: string
  readonly store: ObjectStore
  bootstrap(): string
  connect(): ConnectProcess
  /** starts the process anew, on its data, without waiting until it is ready */
  startConnect(): Promise<void>
  /** kill -9 of the process; `withBroker`: of both at once, and the broker is started again */
  kill(withBroker: boolean): Promise<void>
  createConnectors(): Promise<void>
  stop(): Promise<void>
}

const configs = (file: string, store: ObjectStore) => ({
  [source]: { 'connector.class': 'FileStreamSource', 'tasks.max': '1', file, topic },
  [sink]: {
    'connector.class': 'io.confluent.connect.s3.S3SinkConnector',
    'tasks.max': '1',
    topics: topic,
    's3.bucket.name': bucket,
    's3.region': 'us-east-1',
    'store.url': store.endpoint,
    'aws.access.key.id': localCredentials.accessKeyId,
    'aws.secret.access.key': localCredentials.secretAccessKey,
  },
})

const portOf = (broker: Broker) => Number(broker.bootstrap.split(':')[1])

export const openScene = async (dir: string): Promise<Scene> => {
  await mkdir(dir, { recursive: true })
  const brokerDir = join(dir, 'broker')
  const file = join(dir, 'input.txt')
  const store = await startObjectStore({ dataDir: join(dir, 's3'), buckets: [bucket] })
  let broker = await startBroker({ dataDir: brokerDir })
  const start = () =>
    startConnect({
      bootstrap: broker.bootstrap,
      dir: join(dir, 'connect'),
      properties: shortSlices,
      unready: true,
    })
  let connect = await start()

  const killBroker = async () => {
    const port = portOf(broker)
    await broker.kill()
    // a killed process lets go of its port a little after it is gone
    while (!(await isPortFree(port))) await sleep(20)
    broker = await startBroker({ dataDir: brokerDir, port })
  }
  return {
    file,
    store,
    bootstrap: () => broker.bootstrap,
    connect: () => connect,
    startConnect: async () => {
      connect = await start()
    },
    kill: async withBroker => {
      process.kill(connect.pid, 'SIGKILL')
      await Promise.all([connect.ended, withBroker ? killBroker() : undefined])
    },
    createConnectors: async () => {
      for (const [name, config] of Object.entries(configs(file, store)))
        await connect.rest.create(name, config)
    },
    stop: async () => {
      await connect.stop()
      await Promise.all([broker.stop(), store.stop()])
    },
  }
}
