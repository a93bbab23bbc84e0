import type { EventSourceDeployment } from '../adapters/aws/event-source-requests.ts'
import { openEventSources } from '../adapters/aws/event-sources.ts'
import { aliasOf } from '../runtime/connector-alias.ts'
import type { Runtime } from '../runtime/runtime.ts'

/** Event sources where the stack says of what, in `EVENT_SOURCE`: the JSON of an `EventSourceDeployment`. */
export const eventSourcesOf = ({ EVENT_SOURCE }: NodeJS.ProcessEnv): Pick<Runtime, 'eventSources'> => {
  if (!EVENT_SOURCE) return {}
  const deployment: EventSourceDeployment = JSON.parse(EVENT_SOURCE)
  return { eventSources: openEventSources(deployment, aliasOf) }
}
