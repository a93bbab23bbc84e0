import { lines } from '../stage/flow.ts'
import { killScenario } from '../stage/kills.ts'

/** The process runs a sink. */
export const killSink = killScenario('kill-sink', lines({ source: false, sink: 'fencing' }), {})
