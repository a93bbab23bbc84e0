import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Table } from '../../../functions/runtime/ports/table.ts'
import { connectorPk, taskKey, taskOf } from '../../../functions/runtime/state/items.ts'
import { openTable } from '../../../infra/local/local-runtime.ts'
import type { ConnectProcess } from '../../helpers/connect-process.ts'
import type { RunnerSettings } from '../composed-runner.ts'
import type { Outcome } from '../scenario.ts'
import { type Feeding, startFeeding } from './feeding.ts'
import type { Flow, FlowParts, OpenFlow } from './flow.ts'
import { type KeyedStore, openKeyedStore } from './keyed-store.ts'
import type { ProxiedBroker } from './proxied-broker.ts'
import { type RecoveryWatch, watchRecovery } from './recovery.ts'
import { untilSettled } from './settled.ts'
import { fork, type Stage } from './stage.ts'
import { sumOf } from './tally.ts'
import { openTopicClient, type TopicClient } from './topic-reader.ts'
import { startWorker } from './worker.ts'

export interface SceneOptions {
  readonly flows: readonly OpenFlow[]
  /** processes of one deployment; default 1 */
  readonly workers?: number
  /** of each worker */
  readonly properties?: Readonly<Record<string, string>>
  /** of worker `n` at each of its starts */
  readonly env?: (n: number) => Readonly<Record<string, string>>
  /** absent: the product's own process */
  readonly composed?: (n: number) => RunnerSettings
  /** default: the one of all scenarios */
  readonly broker?: ProxiedBroker
  /** where the state is, when it is no file of the scene; closed with the scene */
  readonly table?: Table
  /** default: within the scenario's folder */
  readonly dataDir?: string
  /** lines a second and flow; default 400 */
  readonly rate?: number
}

/** Connectors at work on numbered lines that keep coming. */
export interface Scene {
  readonly flows: readonly Flow[]
  readonly store: KeyedStore
  readonly broker: ProxiedBroker
  readonly topics: TopicClient
  readonly watch: RecoveryWatch
  readonly table: Table
  worker(n?: number): ConnectProcess
  /** starts worker `n` on its data, without waiting until it is ready */
  start(n?: number): Promise<void>
  /** kill -9 */
  kill(n?: number): Promise<void>
  /** slices that took a lease so far */
  runs(): Promise<number>
  verify(): Promise<Omit<Outcome, 'faults'>>
  stop(): Promise<void>
}

let scenes = 0

const openFlows = (flows: SceneOptions['flows'], parts: Omit<FlowParts, 'name'>) => {
  const scene = ++scenes
  return Promise.all(
    flows.map(async (open, i) => {
      const name = `flow-${process.pid}-${scene}-${i}`
      await parts.topics.create(name)
      return open({ ...parts, name })
    }),
  )
}

const createConnectors = async (flows: readonly Flow[], { rest }: ConnectProcess) => {
  for (const { connectors } of flows)
    for (const [name, config] of Object.entries(connectors)) await rest.create(name, config)
}

/** Slices that took a lease: its epoch grows by one each time. */
const countRuns = async (table: Table, flows: readonly Flow[]) => {
  const names = flows.flatMap(({ connectors }) => Object.keys(connectors))
  const found = await Promise.all(names.map(name => table.query(connectorPk(name), 'TASK#')))
  return found
    .flatMap(({ items }) => items)
    .reduce((sum, { attributes }) => sum + Number(attributes.epoch ?? 0), 0)
}

/** The lease of a connector's task, and what it says of itself; times from now, ms. */
const describe = async (table: Table, connector: string) => {
  const { item, at } = await table.get(taskKey(connector, 0))
  const { epoch, owner, leaseUntil, dueAt, attempts, status } = taskOf(
    item ?? { ...taskKey(connector, 0), attributes: {} },
  )
  const fromNow = (time: number | undefined) => time && Math.round(time - at)
  const trace = status.trace?.split('\n').slice(0, 3).join(' ')
  return JSON.stringify({
    ...{ epoch, owner, attempts, state: status.state, trace },
    leaseUntil: fromNow(leaseUntil),
    dueAt: fromNow(dueAt),
  })
}

export const openScene = async (stage: Stage, options: SceneOptions): Promise<Scene> => {
  const { workers: count = 1, properties = {}, dataDir = join(stage.dir, 'state') } = options
  const broker = options.broker ?? (await stage.services.broker())
  const topics = await openTopicClient(broker.bootstrap)
  const store = await openKeyedStore(fork(stage).random)
  const flows = await openFlows(options.flows, { stage, topics, store })
  const startOne = (n: number, unready: boolean) =>
    startWorker({
      dir: join(stage.dir, `worker-${n}`),
      dataDir,
      bootstrap: broker.bootstrap,
      properties,
      unready,
      ...(options.env && { env: options.env(n) }),
      ...(options.composed && { composed: options.composed(n) }),
    })
  const workers: ConnectProcess[] = []
  for (let n = 0; n < count; n++) workers.push(await startOne(n, false))
  const worker = (n = 0) => {
    const found = workers[n]
    if (found === undefined) throw new Error(`there is no worker ${n}`)
    return found
  }
  await createConnectors(flows, worker())
  const table = options.table ?? openTable(dataDir)
  const telling = { log: stage.log, describe: (name: string) => describe(table, name) }
  const watched = flows.flatMap(flow => flow.growing)
  const watch = watchRecovery(watched, telling)
  const feeding: Feeding = startFeeding(flows, options.rate ?? 400)
  await watch.interrupted()
  await watch.recovered(60_000)
  watch.forget()
  return {
    flows,
    store,
    broker,
    topics,
    watch,
    table,
    worker,
    start: async (n = 0) => {
      workers[n] = await startOne(n, true)
    },
    kill: async (n = 0) => {
      const { pid, ended } = worker(n)
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // it has ended by itself
      }
      await ended
    },
    runs: () => countRuns(table, flows),
    verify: async () => {
      await watch.recovered(90_000)
      const recovery = watch.worst()
      await feeding.stop()
      const tallies = await untilSettled(flows, telling)
      // what wakes late must have had its chance
      await sleep(500)
      const runs = await countRuns(table, flows)
      return { ...sumOf(tallies), runs, recovery }
    },
    stop: async () => {
      await feeding.stop()
      await watch.stop()
      await Promise.all(workers.map(each => each.stop()))
      await Promise.all([topics.close(), store.close(), table.close()])
    },
  }
}
