import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Flow } from '../measures.ts'
import { watchOthers } from '../other-load.ts'
import type { Contender, StartedContender } from './contenders.ts'
import type { Route, RunPlace } from './route.ts'

export interface RouteBenchSettings {
  readonly bootstrap: string
  readonly routes: readonly Route[]
  readonly contenders: readonly Contender[]
  readonly rounds: number
  readonly rows: number
  readonly log: (line: string) => void
}

/** What one contender did in a round. */
export interface RouteRound {
  readonly contender: string
  /** by the id of the route; those that it has */
  readonly flows: Readonly<Record<string, Flow>>
  /** what others took of the machine meanwhile, 0 to 1 */
  readonly others: number
}

interface RoundPlace {
  /** for this round only */
  readonly dir: string
  /** another one for each round of each contender */
  readonly id: string
}

const runRoute = async (started: StartedContender, route: Route, place: RunPlace) => {
  if (!started.has(route)) return undefined
  await route.prepare(place)
  try {
    const flow = await started.measure(route, place)
    await route.check(place)
    return flow
  } finally {
    await route.clean(place)
  }
}

const runRound = async (
  contender: Contender,
  { bootstrap, routes, rows, log }: RouteBenchSettings,
  { dir, id }: RoundPlace,
): Promise<RouteRound> => {
  const others = watchOthers()
  const started = await contender.start({ bootstrap, dir })
  const flows: Record<string, Flow> = {}
  try {
    for (const route of routes) {
      const flow = await runRoute(started, route, { bootstrap, rows, name: `${route.id}-${id}` })
      if (flow === undefined) continue
      flows[route.id] = flow
      log(`${contender.name}, ${route.title}: ${Math.round(flow.rate)} rows/s`)
    }
    return { contender: contender.name, flows, others: others.stop() }
  } finally {
    await started.stop()
  }
}

/** Measures the contenders in turn, round by round, and compares what arrived with what was sent. */
export const benchRoutes = async (settings: RouteBenchSettings): Promise<readonly RouteRound[]> => {
  const results: RouteRound[] = []
  const dir = await mkdtemp(join(tmpdir(), 'connect-bench-routes-'))
  try {
    for (let round = 1; round <= settings.rounds; round++)
      for (const [index, contender] of settings.contenders.entries()) {
        const id = `${round}-${index}`
        results.push(await runRound(contender, settings, { dir: join(dir, id), id }))
      }
    return results
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
