import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, inject } from 'vitest'
import { restExchanges, type Served } from '../../conformance/exchanges/exchange.ts'
import { shortSlices, startConnect } from '../../helpers/connect-process.ts'
import { requestOver } from '../../helpers/served.ts'
import { openTopics } from '../../helpers/topics.ts'

const openLocal = async (): Promise<Served> => {
  const bootstrap = inject('bootstrap')
  const dir = await mkdtemp(join(tmpdir(), 'exchanges-'))
  const connect = await startConnect({ bootstrap, dir, properties: shortSlices })
  const topics = await openTopics(bootstrap)
  return {
    request: requestOver(connect.rest),
    patience: 20_000,
    workerId: new URL(connect.url).host,
    clusterId: await topics.clusterId(),
    topic: `exchanges-${randomUUID()}`,
    file: join(dir, 'out'),
    hasOptions: true,
    location: name => `${connect.url}/connectors/${name}`,
    close: async () => {
      await connect.stop()
      await topics.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

let served: Served
beforeAll(async () => {
  served = await openLocal()
})
afterAll(() => served?.close())

restExchanges('on one machine', () => served)
