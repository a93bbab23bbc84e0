import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Served } from '../conformance/exchanges/exchange.ts'
import { shortSlices, startConnect } from './connect-process.ts'
import { requestOver } from './served.ts'
import { openTopics } from './topics.ts'

/** This project on one machine, as `npm start` runs it. */
export const openServedLocally = async (bootstrap: string): Promise<Served & { readonly url: string }> => {
  const dir = await mkdtemp(join(tmpdir(), 'served-'))
  const connect = await startConnect({ bootstrap, dir, properties: shortSlices })
  const topics = await openTopics(bootstrap)
  return {
    url: connect.url,
    request: requestOver(connect.rest),
    patience: 20_000,
    workerId: new URL(connect.url).host,
    clusterId: await topics.clusterId(),
    topic: `served-${randomUUID()}`,
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
