import { lines } from '../stage/flow.ts'
import { killScenario } from '../stage/kills.ts'

/** The process runs a source whose records and offsets go in one transaction. */
export const killExactlyOnce = killScenario(
  'exactly-once-kill-source',
  lines({ source: true, exactlyOnce: true }),
  { once: true },
)
