import { defineConfig, int, long, string } from '../../../connectors/sdk/config.ts'
import { atLeast, oneOf, optional } from '../../../connectors/sdk/validators.ts'
import { restartConfig } from './restart-config.ts'
import { triggerConfig } from './trigger-config.ts'

const running = { group: 'Running', importance: 'LOW' } as const

/** What this project adds to every connector's configuration. */
export const runningConfig = defineConfig({
  'linger.ms': int({
    ...running,
    default: 200,
    validator: atLeast(0),
    doc: 'How long a slice that has drained its input waits for more before it ends, ms.',
  }),
  'poll.min.interval.ms': long({
    ...running,
    default: null,
    validator: optional(atLeast(1)),
    doc: "How soon a task that found nothing looks again, ms; doubles while it finds nothing. Default: the worker's.",
  }),
  'poll.max.interval.ms': long({
    ...running,
    default: null,
    validator: optional(atLeast(1)),
    doc: "How long an idle task waits at most before it looks again, ms. Default: the worker's.",
  }),
  ...restartConfig,
  ...triggerConfig,
})

/** The key that says how slices follow each other. */
export const runMode = <const M extends string>(...modes: readonly M[]) =>
  string({
    ...running,
    default: 'schedule',
    validator: oneOf(...modes),
    recommended: modes,
    doc: `\`schedule\`: runs when there is work, idle tasks back off. \`continuous\`: always runs.${modes.some(mode => mode === 'event') ? ' `event`: an event source mapping hands it batches of records.' : ''}`,
  })
