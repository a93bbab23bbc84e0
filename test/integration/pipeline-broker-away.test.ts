import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Broker, startBroker } from '../../infra/local/broker.ts'
import { freePorts } from '../../infra/local/free-ports.ts'
import { type ConnectProcess, shortSlices, startConnect } from '../helpers/connect-process.ts'
import { appendLines } from '../helpers/pipeline.ts'
import { openTopics } from '../helpers/topics.ts'

const soon = { timeout: 60_000, interval: 100 }
const topic = 'input'

let dir: string
let connect: ConnectProcess
let broker: Broker | undefined
let port: number

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'broker-away-'))
  port = (await freePorts(1))[0] ?? 0
  connect = await startConnect({
    bootstrap: `127.0.0.1:${port}`,
    dir: join(dir, 'connect'),
    properties: shortSlices,
  })
})
afterAll(async () => {
  await connect?.stop()
  await broker?.stop()
  await rm(dir, { recursive: true, force: true })
})

test('a broker that is not there yet shows in the status, and nothing is lost until it is', async () => {
  const file = join(dir, 'input.txt')
  await appendLines(file, 'one')
  await connect.rest.create('waits', {
    'connector.class': 'FileStreamSource',
    file,
    topic,
    'restart.backoff.max.ms': '1000',
  })
  await vi.waitFor(async () => {
    const { tasks } = await connect.rest.status('waits')
    expect(tasks).toMatchObject([{ state: 'FAILED', trace: expect.stringContaining(`127.0.0.1:${port}`) }])
  }, soon)

  broker = await startBroker({ dataDir: join(dir, 'broker'), port })
  const topics = await openTopics(broker.bootstrap)
  await appendLines(file, 'two')
  await vi.waitFor(async () => expect((await topics.values(topic)).map(String)).toEqual(['one', 'two']), soon)
  await topics.close()
  await vi.waitFor(async () => {
    const { connector, tasks } = await connect.rest.status('waits')
    expect([connector.state, ...tasks.map(task => task.state)]).toEqual(['RUNNING', 'RUNNING'])
  }, soon)
})
