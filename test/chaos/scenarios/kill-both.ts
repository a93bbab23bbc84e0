import { lines } from '../stage/flow.ts'
import { killScenario } from '../stage/kills.ts'

/** The process runs a source and the sink of its topic. */
export const killBoth = killScenario('kill-both', lines({ source: true, sink: 'fencing' }), {})
