import { canonical } from '../../connectors/sdk/canonical.ts'
import type { ConfigDef, ConfigOf } from '../../connectors/sdk/config.ts'
import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { Sink } from '../../connectors/sdk/sink.ts'
import { type UsedConfig, withReferences, withUsedConfig } from './config/used-config.ts'
import { openSinkConnector } from './connector.ts'
import { type ParsedConnector, parseConnector, type SinkConfig } from './connector-config.ts'
import type { Runtime } from './runtime.ts'
import type { PlannedEvents } from './sink/plan-events.ts'
import { sinkPartition } from './sink/positions.ts'
import type { PlannedTask } from './state/assignment.ts'
import { type Config, type ConnectorItem, connectorPk, taskOf } from './state/items.ts'

export interface Plan {
  readonly tasks: readonly PlannedTask[]
  /** ms until the plan should be made anew; absent: when the connector changes */
  readonly again?: number | undefined
  /** how the configuration is taken; absent: that is not known */
  readonly notes?: readonly string[]
  /** of a running sink with `run.mode=event`: its task has no partitions, it only shows how events fare */
  readonly events?: PlannedEvents
}

/** What the tasks of a connector should be now, by what is wanted of it. */
export const planTasks = async (runtime: Runtime, connector: ConnectorItem): Promise<Plan> => {
  if (connector.deleted || connector.wanted === 'STOPPED') return { tasks: [] }
  if (connector.wanted === 'PAUSED') return { tasks: await present(runtime, connector) }
  return withUsedConfig(runtime, connector.config, async used => {
    const parsed = await parseConnector(runtime.plugins, used.config)
    const plan =
      parsed.type === 'source'
        ? await planSource(connector, parsed, used.config)
        : await planSink(runtime, connector, { ...parsed, used })
    return { ...plan, ...(plan.notes && { notes: plan.notes.map(used.hide) }) }
  })
}

/** The tasks as they are: pausing needs neither Kafka nor the external system. */
const present = async ({ table }: Runtime, { name }: ConnectorItem): Promise<readonly PlannedTask[]> => {
  const { items } = await table.query(connectorPk(name), 'TASK#')
  return items.map(taskOf).filter(task => !task.gone)
}

const planSource = async (
  { name, config }: ConnectorItem,
  parsed: Extract<ParsedConnector, { type: 'source' }>,
  used: Config,
): Promise<Plan> => {
  const most = parsed.config['tasks.max']
  const { tasks, again, notes = [] } = await parsed.plugin.plan(parsed.pluginConfig, most)
  if (tasks.length > most)
    throw new ConnectError(
      'FATAL',
      `The connector ${name} has generated ${tasks.length} tasks, which is greater than ${most}, the maximum number of tasks it is configured to create.`,
    )
  return {
    tasks: tasks.map(t => ({
      partitions: t.partitions.map(canonical),
      config: { ...config, ...withReferences(t.config ?? {}, { config, used }) },
    })),
    again,
    notes,
  }
}

const planSink = async (
  runtime: Runtime,
  { config, generation, planned }: ConnectorItem,
  parsed: PlannedSink & { readonly plugin: Sink },
): Promise<Plan> => {
  const { names, complete } = await topicsOf(runtime, parsed.config)
  const topics = await runtime.kafka.topics(names)
  const notes = [...(parsed.plugin.notes?.(parsed.pluginConfig) ?? [])]
  const missing = !complete || topics.length < names.length
  // what is there soon after is found soon; each plan is paid for
  const soon = planned === generation ? runtime.poll.max : runtime.poll.min
  const again = missing ? soon : refreshOf(runtime, parsed)
  if (parsed.config['run.mode'] === 'event') {
    const { start } = await openSinkConnector(runtime, parsed.used)
    const events = { config: parsed.config, topics, start }
    return { tasks: [{ partitions: [], config }], again, notes, events }
  }
  // Kafka answers in any order: an order of our own, so that partitions stay where they are
  const sorted = topics.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const partitions = sorted.flatMap(t =>
    t.partitions.map(partition => sinkPartition({ topic: t.name, partition })),
  )
  const count = Math.max(1, Math.min(parsed.config['tasks.max'], partitions.length))
  const tasks = Array.from({ length: count }, (_, n) => ({
    partitions: partitions.filter((_, i) => i % count === n),
    config,
  }))
  return { tasks, again, notes }
}

/** How often topics are looked at for new partitions, ms: Kafka's default. */
const refresh = 300_000

interface PlannedSink {
  readonly config: SinkConfig
  readonly pluginConfig: ConfigOf<ConfigDef>
  readonly used: UsedConfig
}

/** Nothing but a plan finds new topics of a pattern, and whatever events feed. */
const refreshOf = ({ poll, watchesTopics = false }: Runtime, sink: PlannedSink): number | undefined => {
  const { config, used } = sink
  const asked =
    used.config['consumer.override.metadata.max.age.ms'] ?? used.worker['consumer.metadata.max.age.ms']
  if (asked !== undefined) return Math.max(poll.min, Number(asked) || 0)
  const isWatched = watchesTopics && config['topics.regex'] === '' && config['run.mode'] !== 'event'
  return isWatched ? undefined : Math.max(poll.max, refresh)
}

const topicsOf = async ({ kafka }: Runtime, config: SinkConfig) => {
  if (config['topics.regex'] === '') return { names: config.topics, complete: true }
  const { javaPattern } = await import('../../connectors/sdk/java-pattern.ts')
  const pattern = javaPattern(config['topics.regex'])
  const names = (await kafka.topicNames()).filter(name => pattern.matches(name))
  return { names, complete: names.length > 0 }
}
