import { expect, test } from 'vitest'
import { plan } from '../../../functions/plan/plan.ts'
import type { Plugin } from '../../../functions/runtime/ports/plugins.ts'
import type { Table } from '../../../functions/runtime/ports/table.ts'
import { sourceTask } from '../../../functions/source-task/source-task.ts'
import { answerInOrder, type Choose, everyOrder, someOrders } from '../../helpers/every-order.ts'
import { testPlugins } from '../../helpers/plain-plugins.ts'
import { runs } from '../../helpers/runs.ts'
import { holdingRequests } from '../../helpers/table-routes.ts'
import { openScene } from '../runtime/scene/scene.ts'
import { apiOver } from './api-over.ts'

/** A request to the API, or what else works on the table: the plan of connector `c`, or a run of its only task. */
export type Step = readonly [method: string, path: string, body?: unknown] | 'plan' | 'run'

export interface Race {
  readonly name: string
  /** what has happened, one after the other */
  readonly before: readonly Step[]
  /** what happens at once */
  readonly parties: readonly Step[]
  /** all that comes of it, by the order: statuses of the parties' answers; 0: no request */
  readonly outcomes: readonly (readonly number[])[]
  /** what must be true in the end, whoever was first; `statuses` as they were answered */
  readonly after?: (read: (path: string) => Promise<unknown>, statuses: readonly number[]) => Promise<void>
  /** absent: every order; else as many, at random, by `npm test` */
  readonly orders?: number
}

const loaded = (await Promise.all(testPlugins.map(entry => entry.load()))) as readonly Plugin[]
const connectors = loaded.filter(({ type }) => type === 'source' || type === 'sink')

const openWorld = () => {
  const scene = openScene({ plugins: connectors })
  const take = async (table: Table, step: Step): Promise<number> => {
    const runtime = { ...scene.runtime, table }
    if (step === 'plan') {
      await plan(runtime)({ version: 1, role: 'plan', connector: 'c' })
      return 0
    }
    if (step === 'run') {
      const run = { version: 1, role: 'source', connector: 'c', task: 0 }
      await sourceTask(runtime)(run, { deadline: scene.clock.now() + 60_000 })
      return 0
    }
    return (await apiOver(table)(...step)).status
  }
  const ask = apiOver(scene.table)
  const read = async (path: string): Promise<unknown> => JSON.parse((await ask('GET', path)).text)
  return { scene, take, read }
}

/** A connector is there as a whole or not at all, wherever it is looked for. */
const isWhole = async (read: (path: string) => Promise<unknown>): Promise<void> => {
  const names = (await read('/connectors')) as readonly string[]
  const all = (await read('/connectors?expand=info&expand=status')) as Record<
    string,
    { info: { config: object } }
  >
  expect(Object.keys(all)).toEqual(names)
  for (const { info } of Object.values(all))
    expect(info).toMatchObject({ name: 'c', config: { name: 'c', 'connector.class': expect.any(String) } })
  if (names.length === 0) expect(await read('/connectors/c')).toMatchObject({ error_code: 404 })
}

type Rows = ReturnType<ReturnType<typeof openScene>['store']['snapshot']>

const rowsAfter = async (steps: readonly Step[]): Promise<Rows> => {
  const { scene, take } = openWorld()
  for (const step of steps) await take(scene.table, step)
  return scene.store.snapshot()
}

const play = async ({ parties, after }: Race, rows: Rows, choose: Choose): Promise<readonly number[]> => {
  const { scene, take, read } = openWorld()
  scene.store.restore(rows)
  const playing = parties.map(step => {
    const { route, held } = holdingRequests()
    return { held, end: take(scene.store.open(route), step) }
  })
  const statuses = await answerInOrder(playing, choose)
  await isWhole(read)
  await after?.(read, statuses)
  return statuses
}

/** Plays each race in every order in which its requests can reach the table, or in many. */
export const testRaces = (races: readonly Race[]): void => {
  for (const race of races)
    test(race.name, { timeout: 60_000 }, async () => {
      const { orders, outcomes } = race
      const rows = await rowsAfter(race.before)
      const seen = new Set<string>()
      const once = async (choose: Choose) => {
        seen.add(JSON.stringify(await play(race, rows, choose)))
      }
      await (orders === undefined ? everyOrder(once) : someOrders(runs(orders), 7, once))
      expect([...seen].sort()).toEqual(outcomes.map(each => JSON.stringify(each)).sort())
    })
}
