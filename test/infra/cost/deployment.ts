import type { Context } from 'aws-lambda'
import { readKafkaQuery } from '../../../events/kafka-query.ts'
import type { RunGroup } from '../../../events/run-group.ts'
import type { Executions } from '../../../functions/adapters/aws/executions.ts'
import type { Functions } from '../../../functions/adapters/aws/functions.ts'
import { emfMetrics } from '../../../functions/adapters/metrics/emf.ts'
import { answerKafkaQuery, askKafka } from '../../../functions/lambda/kafka-queries.ts'
import { runGroups, taskLeft } from '../../../functions/lambda/run-group.ts'
import { lambdaTiming, poll } from '../../../functions/lambda/timing.ts'
import type { Runtime } from '../../../functions/runtime/runtime.ts'
import { dispatch } from '../../../functions/schedule/schedule.ts'
import { withSurvey } from '../../../functions/schedule/with-survey.ts'
import { sinkTask } from '../../../functions/sink-task/sink-task.ts'
import { sourceTask } from '../../../functions/source-task/source-task.ts'
import { openScene, type Scene } from '../../functions/runtime/scene/scene.ts'
import { costPlugins, polledSource, topicOf, waitingSink } from './plugins.ts'
import { countUnits } from './table-units.ts'
import { emptyUsage, type FunctionName, type Usage } from './usage.ts'

const minute = 60_000

export interface Load {
  readonly sources: number
  readonly sinks: number
  /** records for each sink's topic, a minute; default: none */
  readonly records?: number
}

type Counted = ReturnType<typeof emptyUsage>

/** The runtime of functions, over the scene's table and Kafka, with what it uses counted. */
const countedRuntime = (scene: Scene, usage: () => Counted): Runtime => {
  const count = (line: string) => {
    const now = usage()
    now.lines += 1
    now.bytes += Buffer.byteLength(line)
    const { _aws, ...fields } = JSON.parse(line)
    for (const { Namespace, Dimensions, Metrics } of _aws?.CloudWatchMetrics ?? [])
      for (const { Name } of Metrics)
        for (const names of Dimensions)
          now.metrics.add(JSON.stringify([Namespace, Name, names.map((name: string) => fields[name])]))
  }
  const table = {
    ...countUnits(scene.table, scene.store.open(), {
      get read() {
        return usage().table.read
      },
      set read(units) {
        usage().table.read = units
      },
      get write() {
        return usage().table.write
      },
      set write(units) {
        usage().table.write = units
      },
    }),
  }
  const metrics = emfMetrics({
    namespace: 'KafkaConnect',
    deployment: 'c80d2b7e4f0a1b6c9d3e5f7a8b0c2d4e6f8a1b3c5d',
    function: 'KafkaConnect-ConnectSchedule1A2B3C4D-aBcDeFgHiJkL',
    write: count,
    now: scene.now,
  })
  return { ...scene.runtime, table, metrics }
}

/** Functions, state machine and scheduler of a deployment in virtual time. */
const openDeployment = (scene: Scene) => {
  let usage = emptyUsage()
  const runtime = countedRuntime(scene, () => usage)
  const invoke = async <T>(name: FunctionName, work: () => Promise<T>): Promise<T> => {
    const began = scene.clock.now()
    const invocation = usage.invocations[name]
    invocation.count += 1
    try {
      return await work()
    } finally {
      invocation.waited += scene.clock.now() - began
    }
  }
  const open = async () => runtime
  const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => 14 * minute } as Context
  const tasks = {
    source: runGroups(open, taskLeft(sourceTask)),
    sink: runGroups(open, taskLeft(sinkTask)),
  }
  const child = async (group: RunGroup) => {
    usage.children += 1
    if (group.role === 'plan') throw new Error('a plan is not idle')
    const { role } = group
    const result = await invoke(role === 'source' ? 'sourceTask' : 'sinkTask', () =>
      tasks[role](group, context),
    )
    if (result.next !== undefined || result.wake !== undefined)
      throw new Error(`a group of ${role} tasks goes on, it should be idle: ${JSON.stringify(result)}`)
  }
  const open$: Promise<void>[] = []
  const executions: Executions = {
    running: async () => 0,
    start: async ({ groups }) => {
      usage.executions += 1
      open$.push(...groups.map(child))
    },
  }
  const functions: Functions = {
    start: async () => undefined,
    ask: async (_, query) =>
      invoke('plan', () => answerKafkaQuery(scene.cluster.kafka, readKafkaQuery(query))),
  }
  const options = {
    table: runtime.table,
    metrics: runtime.metrics,
    kafka: askKafka(functions, 'plan'),
    timing: lambdaTiming,
    executions,
    maxConcurrency: 100,
  }
  const handler = withSurvey(options, dispatch(options))
  return {
    tick: async () => {
      usage.ticks += 1
      await invoke('schedule', () => handler({ version: 1 }))
      await Promise.all(open$.splice(0))
    },
    /** what was used since the last call */
    take: (): Usage => {
      const taken = usage
      usage = emptyUsage()
      return taken
    },
  }
}

const names = (kind: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${kind}-${String(i).padStart(3, '0')}`)

/** What a deployment with these connectors uses in so many hours, once every task is at its idle back-off. */
export const simulate = async (load: Load, hours: number): Promise<Usage> => {
  const scene = openScene({ plugins: costPlugins, timing: lambdaTiming, poll, watchesTopics: true })
  const { clock, cluster } = scene
  const sinks = names('sink', load.sinks)
  for (const name of sinks) {
    for (const partition of [3, 2, 1, 0]) await cluster.append(topicOf(name), ['1', '2'], partition)
    await scene.create('sink', waitingSink(name))
  }
  for (const name of names('source', load.sources)) await scene.create('source', polledSource(name))
  const deployment = openDeployment(scene)
  const run = async (minutes: number) => {
    for (let n = 0; n < minutes; n++) {
      await clock.sleep(minute - (clock.now() % minute))
      if (load.records !== undefined)
        for (const name of sinks) await cluster.append(topicOf(name), Array(load.records).fill('1'))
      await deployment.tick()
    }
  }
  await run(20)
  deployment.take()
  await run(hours * 60)
  return deployment.take()
}
