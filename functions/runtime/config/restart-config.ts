import { boolean, defineConfig, int, long, parseConfig } from '../../../connectors/sdk/config.ts'
import { atLeast } from '../../../connectors/sdk/validators.ts'

const restarting = { group: 'Restarting', importance: 'MEDIUM' } as const

/** How a connector's plan and tasks are tried again when they have failed, and when they count as stalled. */
export const restartConfig = defineConfig({
  'restart.enable': boolean({
    ...restarting,
    default: true,
    doc: 'Whether what has failed, a task or the plan of the connector, is restarted by itself. `false`: as in Kafka Connect it stays FAILED until somebody restarts it.',
  }),
  'restart.backoff.ms': long({
    ...restarting,
    default: 1_000,
    validator: atLeast(1),
    doc: 'How soon something that failed is restarted, ms, with jitter: up to a quarter less. Doubles with every failure until there is progress.',
  }),
  'restart.backoff.max.ms': long({
    ...restarting,
    default: 300_000,
    validator: atLeast(1),
    doc: 'How long the pause before a restart is at most, ms.',
  }),
  'restart.max.attempts': int({
    ...restarting,
    default: 10,
    validator: atLeast(-1),
    doc: 'Restarts after causes that hardly pass by themselves, as a wrong configuration or a record that cannot be converted; after them it stays FAILED. 0 is none, -1 without end. After causes that may pass, as a broker out of reach, it is restarted without end.',
  }),
  'stalled.timeout.ms': long({
    ...restarting,
    default: 600_000,
    validator: atLeast(1),
    doc: 'How long a task that has something to do may make no progress before its status and metrics show it as stalled, ms.',
  }),
})

export interface RestartPolicy {
  readonly enabled: boolean
  /** bounds of the pause before a restart, ms */
  readonly min: number
  readonly max: number
  /** restarts after causes that hardly pass; -1: without end */
  readonly attempts: number
  /** ms without progress after which a task is stalled */
  readonly stalled: number
}

type Properties = Readonly<Record<string, string>>

/** What cannot be read, in a configuration that fails for it, is as if nothing were said. References are not looked up. */
const parse = (properties: Properties) => {
  try {
    return parseConfig(restartConfig, properties)
  } catch {
    return parseConfig(restartConfig, {})
  }
}

export const restartPolicy = (properties: Properties): RestartPolicy => {
  const config = parse(properties)
  return {
    enabled: config['restart.enable'],
    min: config['restart.backoff.ms'],
    max: config['restart.backoff.max.ms'],
    attempts: config['restart.max.attempts'],
    stalled: config['stalled.timeout.ms'],
  }
}
