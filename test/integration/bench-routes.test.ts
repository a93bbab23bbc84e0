import { expect, inject, test } from 'vitest'
import { benchRoutes } from '../../bench/databases/bench.ts'
import { ours, plainLoop } from '../../bench/databases/contenders.ts'
import { openRoutes } from '../../bench/databases/open-routes.ts'

const [postgresql, mariadb, opensearch] = [inject('postgres'), inject('mariadb'), inject('openSearch')]

test.runIf(postgresql && mariadb && opensearch)(
  'the benchmark of databases measures this project and plain loops, and compares what arrived with what was sent',
  async () => {
    const bootstrap = inject('bootstrap')
    const rows = 10_000
    const addresses = { postgresql, mariadb, opensearch }
    const { routes, close } = await openRoutes({ bootstrap, addresses, rows })
    const contenders = [ours(), plainLoop()]
    const settings = { bootstrap, routes, contenders, rounds: 1, rows, log: () => undefined }
    const rounds = await benchRoutes(settings).finally(close)
    expect(rounds.map(round => round.contender)).toEqual(contenders.map(each => each.name))
    const ids = ['postgresql', 'mariadb'].flatMap(id => [`${id}-source`, `${id}-insert`, `${id}-upsert`])
    for (const { flows } of rounds) {
      expect(Object.keys(flows)).toEqual([...ids, 'opensearch'])
      for (const { rate, cpuPerRecord } of Object.values(flows)) {
        expect(rate).toBeGreaterThan(500)
        expect(cpuPerRecord).toBeGreaterThan(0)
        expect(cpuPerRecord).toBeLessThan(2_000)
      }
    }
  },
)
