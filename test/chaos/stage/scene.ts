import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Table } from '../../../functions/runtime/ports/table.ts'
import { openTable } from '../../../infra/local/local-runtime.ts'
import type { ConnectProcess } from '../../helpers/connect-process.ts'
import type { RunnerSettings } from '../composed-runner.ts'
import type { Outcome } from '../scenario.ts'
import { startFeeding } from './feeding.ts'
import type { Flow, FlowParts, OpenFlow } from './flow.ts'
import { type KeyedStore, openKeyedStore } from './keyed-store.ts'
import type { ProxiedBroker } from './proxied-broker.ts'
import { type RecoveryWatch, watchRecovery } from './recovery.ts'
import { untilSettled } from './settled.ts'
import { fork, type Stage } from './stage.ts'
import { sumOf } from './tally.ts'
import { countRuns, describeTask } from './task-state.ts'
import { openTopicClient, type TopicClient } from './topic-reader.ts'
import { startWorkers, type Workers } from './workers.ts'

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
export interface Scene extends Omit<Workers, 'stop'> {
  readonly flows: readonly Flow[]
  readonly store: KeyedStore
  readonly broker: ProxiedBroker
  readonly topics: TopicClient
  readonly watch: RecoveryWatch
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

export const openScene = async (stage: Stage, options: SceneOptions): Promise<Scene> => {
  const { workers: count = 1, properties = {}, dataDir = join(stage.dir, 'state') } = options
  const broker = options.broker ?? (await stage.services.broker())
  const topics = await openTopicClient(broker.bootstrap)
  const store = await openKeyedStore(fork(stage).random)
  const flows = await openFlows(options.flows, { stage, topics, store })
  const workers = await startWorkers(count, n => ({
    dir: join(stage.dir, `worker-${n}`),
    dataDir,
    bootstrap: broker.bootstrap,
    properties,
    ...(options.env && { env: options.env(n) }),
    ...(options.composed && { composed: options.composed(n) }),
  }))
  await createConnectors(flows, workers.worker())
  const table = options.table ?? openTable(dataDir)
  const telling = { log: stage.log, describe: (name: string) => describeTask(table, name).catch(String) }
  const names = flows.flatMap(({ connectors }) => Object.keys(connectors))
  const watched = flows.flatMap(flow => flow.growing)
  const watch = watchRecovery(watched, telling)
  const feeding = startFeeding(flows, options.rate ?? 400)
  await watch.interrupted()
  await watch.recovered(60_000)
  watch.forget()
  return {
    flows,
    store,
    broker,
    topics,
    watch,
    ...workers,
    runs: () => countRuns(table, names),
    verify: async () => {
      await watch.recovered(90_000)
      const recovery = watch.worst()
      await feeding.stop()
      const tallies = await untilSettled(flows, telling)
      // what wakes late must have had its chance
      await sleep(500)
      const runs = await countRuns(table, names)
      return { ...sumOf(tallies), runs, recovery }
    },
    stop: async () => {
      await feeding.stop()
      await watch.stop()
      await workers.stop()
      await Promise.all([topics.close(), store.close(), table.close()])
    },
  }
}
