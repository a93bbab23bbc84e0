import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../functions/adapters/system-clock.ts'
import { plan } from '../../functions/plan/plan.ts'
import type { Plugin } from '../../functions/runtime/ports/plugins.ts'
import type { Table } from '../../functions/runtime/ports/table.ts'
import { apiOver } from '../functions/api/api-over.ts'
import { openScene } from '../functions/runtime/scene/scene.ts'
import { testPlugins } from '../helpers/plain-plugins.ts'
import { seededRandom } from '../helpers/random.ts'

export interface StormTable {
  /** a connection of its own */
  connect(): Table
  dispose(): Promise<void>
}

type Request = readonly [method: string, path: string, body?: unknown]

const config = (topic: string) => ({ 'connector.class': 'Numbers', topic })
const offsets = (value: number) => ({ offsets: [{ partition: { numbers: 'all' }, offset: { value } }] })

/** What clients ask for one and the same name, and the statuses that it may be answered with. */
const requests: readonly (readonly [request: Request, statuses: readonly number[]])[] = [
  [
    ['POST', '/connectors', { name: 'c', config: config('a') }],
    [201, 409],
  ],
  [
    ['PUT', '/connectors/c/config', config('b')],
    [200, 201],
  ],
  [
    ['PATCH', '/connectors/c/config', { from: '3' }],
    [200, 404],
  ],
  [
    ['DELETE', '/connectors/c'],
    [204, 404],
  ],
  [
    ['PUT', '/connectors/c/stop'],
    [204, 404],
  ],
  [
    ['PUT', '/connectors/c/resume'],
    [202, 404],
  ],
  [
    ['PATCH', '/connectors/c/offsets', offsets(2)],
    [200, 400, 404],
  ],
  [
    ['DELETE', '/connectors/c/offsets'],
    [200, 400, 404],
  ],
  [
    ['POST', '/connectors/c/restart?includeTasks=true'],
    [202, 404],
  ],
  [
    ['GET', '/connectors/c'],
    [200, 404],
  ],
  [['GET', '/connectors?expand=status&expand=info'], [200]],
]

const loaded = (await Promise.all(testPlugins.map(entry => entry.load()))) as readonly Plugin[]

/** Plans the connector again and again, as a scheduler does, until it is told to end. */
const planner = (table: Table) => {
  const scene = openScene({ plugins: loaded.filter(({ type }) => type === 'source') })
  const run = plan({ ...scene.runtime, table })
  let going = true
  const planning = (async () => {
    while (going) {
      await run({ version: 1, role: 'plan', connector: 'c' })
      // a table that answers at once would leave no turn to timers
      await setImmediate()
    }
  })()
  return async () => {
    going = false
    await planning
  }
}

const client = async (table: Table, seed: number, count: number) => {
  const [request, random] = [apiOver(table, { clock: systemClock }), seededRandom(seed)]
  const answered: {
    readonly request: Request
    readonly status: number
    readonly allowed: readonly number[]
  }[] = []
  for (let n = 0; n < count; n++) {
    const [asked, allowed] = requests[Math.floor(random() * requests.length)] ?? []
    if (asked === undefined || allowed === undefined) continue
    answered.push({ request: asked, allowed, status: (await request(...asked)).status })
  }
  return answered
}

/** Many clients at once on one name, over real connections to one table. */
export const apiStorm = (name: string, open: () => Promise<StormTable>): void => {
  describe(`many clients at once, over ${name}`, () => {
    test('each gets a right answer, and a connector is there as a whole or not at all', async () => {
      const stored = await open()
      const tables = Array.from({ length: 6 }, () => stored.connect())
      const [first, ...others] = tables
      if (first === undefined) throw new Error('there is no table')
      const stop = planner(first)
      const answered = (await Promise.all(others.map((table, n) => client(table, n, 40)))).flat()
      await stop()

      const wrong = answered.filter(({ status, allowed }) => !allowed.includes(status))
      expect(wrong).toEqual([])
      const created = answered.filter(({ status }) => status === 201).length
      const removed = answered.filter(
        ({ status, request: [method] }) => status === 204 && method === 'DELETE',
      ).length
      const read = async (path: string) => JSON.parse((await apiOver(first)('GET', path)).text)
      const names = await read('/connectors')
      // each creation needs that it is not there, each deletion that it is
      expect(names).toHaveLength(created - removed)
      expect(Object.keys(await read('/connectors?expand=info'))).toEqual(names)
      expect(created).toBeGreaterThan(3)
      await Promise.all(tables.map(table => table.close()))
      await stored.dispose()
    }, 120_000)
  })
}
