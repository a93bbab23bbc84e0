import { lines } from '../stage/flow.ts'
import { killScenario } from '../stage/kills.ts'

/** The process runs a source. */
export const killSource = killScenario('kill-source', lines({ source: true }), {})
