import { byteArrayConverter } from '../../../../connectors/converters/byte-array-converter.ts'
import { defaultConverter } from '../../../../connectors/converters/default-converter.ts'
import { jsonConverter } from '../../../../connectors/converters/json-converter.ts'
import { simpleHeaderConverter } from '../../../../connectors/converters/simple-header-converter.ts'
import { stringConverter } from '../../../../connectors/converters/string-converter.ts'
import { pluginsOf } from '../../../../connectors/registry.ts'
import type { TaskResult, TaskRun } from '../../../../events/task-run.ts'
import { plan } from '../../../../functions/plan/plan.ts'
import type { LogEntry } from '../../../../functions/runtime/ports/log.ts'
import type { Plugin } from '../../../../functions/runtime/ports/plugins.ts'
import type { Limits, Runtime } from '../../../../functions/runtime/runtime.ts'
import { createConnector, readConnector } from '../../../../functions/runtime/state/connectors.ts'
import { type TaskItem, taskKey, taskOf } from '../../../../functions/runtime/state/items.ts'
import { defaultTiming } from '../../../../functions/runtime/timing.ts'
import { sinkTask } from '../../../../functions/sink-task/sink-task.ts'
import { sourceTask } from '../../../../functions/source-task/source-task.ts'
import { type KafkaRoute, memoryKafka } from '../../../helpers/memory-kafka.ts'
import { memoryMetrics } from '../../../helpers/memory-metrics.ts'
import { memoryStore, type Route } from '../../../helpers/memory-table.ts'
import { stepPlugins } from '../../../helpers/step-plugins.ts'
import { virtualClock } from './virtual-clock.ts'

export interface SceneOptions
  extends Partial<
    Pick<
      Runtime,
      'worker' | 'configProviders' | 'eventSources' | 'poll' | 'memory' | 'timing' | 'watchesTopics'
    >
  > {
  readonly plugins: readonly Plugin[]
  /** besides those that are always there */
  readonly converters?: readonly Plugin[]
  readonly kafkaRoute?: KafkaRoute
  readonly tableRoute?: Route
}

const everywhere = [
  defaultConverter,
  stringConverter,
  jsonConverter,
  byteArrayConverter,
  simpleHeaderConverter,
  ...stepPlugins,
] as unknown as readonly Plugin[]

/** where the table's time begins, ms since the epoch */
const beginning = 1_700_000_000_000

type Properties = Readonly<Record<string, string>>

/** Table, Kafka and plugins in memory, and the handlers over them; time is virtual. */
export const openScene = (options: SceneOptions) => {
  const { plugins, converters = [], kafkaRoute, tableRoute, ...settings } = options
  const clock = virtualClock()
  const store = memoryStore({ now: () => beginning + clock.now() })
  const table = store.open(tableRoute)
  const cluster = memoryKafka({ clock, ...(kafkaRoute && { route: kafkaRoute }) })
  const entries = [...everywhere, ...converters, ...plugins].map(plugin => ({
    ...plugin,
    load: async () => plugin,
  }))
  const metrics = memoryMetrics()
  const logged: LogEntry[] = []
  const runtime: Runtime = {
    table,
    kafka: cluster.kafka,
    plugins: pluginsOf(entries),
    configProviders: new Map(),
    clock,
    metrics,
    log: entry => void logged.push(entry),
    timing: defaultTiming,
    worker: {},
    poll: { min: 1_000, max: 60_000 },
    host: 'test',
    memory: 64 * 1024 * 1024,
    ...settings,
  }
  const run =
    (role: TaskRun['role']) =>
    (
      connector: string,
      task = 0,
      limits: Partial<Limits & Pick<TaskRun, 'ended'>> = {},
    ): Promise<TaskResult> => {
      const { ended, ...rest } = limits
      const event: TaskRun = { version: 1, role, connector, task, ...(ended !== undefined && { ended }) }
      const handler = role === 'source' ? sourceTask(runtime) : sinkTask(runtime)
      return handler(event, { deadline: clock.now() + 60_000, ...rest })
    }
  const planConnector = (connector: string) => plan(runtime)({ version: 1, role: 'plan', connector })

  return {
    runtime,
    clock,
    store,
    table,
    cluster,
    metrics,
    logged: logged as readonly LogEntry[],
    /** creates a connector and plans it */
    create: async (type: 'source' | 'sink', config: Properties & { readonly name: string }) => {
      await createConnector(table, { name: config.name, type, config, wanted: 'RUNNING' })
      return planConnector(config.name)
    },
    plan: planConnector,
    runSource: run('source'),
    runSink: run('sink'),
    task: async (connector: string, task = 0): Promise<TaskItem> => {
      const { item } = await store.open().get(taskKey(connector, task))
      if (item === undefined) throw new Error(`there is no task ${connector}-${task}`)
      return taskOf(item)
    },
    connector: async (name: string) => (await readConnector(store.open(), name))?.connector,
    /** the table's time */
    now: () => beginning + clock.now(),
  }
}

export type Scene = ReturnType<typeof openScene>
