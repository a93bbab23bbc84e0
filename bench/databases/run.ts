import { join } from 'node:path'
import type { BenchPlace } from '../files-run.ts'
import type { BenchOptions } from '../options.ts'
import { describeOthers } from '../report.ts'
import { benchRoutes, type RouteRound } from './bench.ts'
import { type Contender, ours, peer, plainLoop } from './contenders.ts'
import { openRoutes } from './open-routes.ts'
import { printRoutes } from './report.ts'
import type { Route } from './route.ts'
import { serverNames, startServers } from './servers.ts'

const explanation = ({ rounds, rows, peerHeap }: BenchOptions, machine: readonly string[]) => `
${machine.map(each => `- ${each}`).join('\n')}
- ${rows} rows of eight columns, one partition, JSON (with schemas into databases), one broker and one server of each kind for
  all, fsync off; medians of ${rounds} (least–most)
- the plain loop: the driver with the options that the connectors give it, this project's Kafka client, JSON.parse and
  JSON.stringify, and nothing else; rows/s count from the first to the last, CPU from the request, or its start, connected
- Kafka Connect: standalone (G1, -Xms256M -Xmx${peerHeap}), batches of 3,000 as ours, reWriteBatchedInserts and useBulkStmts on
- every run's output was compared with its input
`

const contendersOf = (
  { systems, peerHeap }: BenchOptions,
  routes: readonly Route[],
): readonly Contender[] => [
  ...(systems.includes('ours') ? [ours()] : []),
  ...(systems.includes('plain') ? [plainLoop()] : []),
  ...(systems.includes('peer') && routes.some(({ peer }) => peer !== undefined) ? [peer(peerHeap)] : []),
]

/** Rows of databases to Kafka, and back into them and a search engine. */
export const runRoutes = async (
  options: BenchOptions,
  { bootstrap, dataDir, machine, log }: BenchPlace,
): Promise<readonly RouteRound[]> => {
  const { rounds, rows, subjects } = options
  const names = serverNames.filter(name => subjects.includes(name))
  if (names.length === 0) return []
  const servers = await startServers(names, { dataDir: join(dataDir, 'servers'), log })
  try {
    const opened = await openRoutes({ bootstrap, addresses: servers.addresses, rows })
    const { routes } = opened
    const contenders = contendersOf(options, routes)
    const settings = { bootstrap, routes, contenders, rounds, rows, log }
    const results = await benchRoutes(settings).finally(opened.close)
    log(explanation(options, [...machine, describeOthers(results)]))
    log(printRoutes(results, { routes, contenders: contenders.map(each => each.name) }))
    return results
  } finally {
    await servers.stop()
  }
}
