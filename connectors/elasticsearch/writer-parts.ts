import type { SinkContext } from '../sdk/sink.ts'
import { createActions } from './bulk/action.ts'
import { createPace } from './bulk/pace.ts'
import { createRequests } from './bulk/requests.ts'
import { createSendChunk } from './bulk/send-chunk.ts'
import { createCalls, type Trouble } from './calls.ts'
import { createClient } from './client.ts'
import type { CreateSetup } from './contract.ts'
import { documents } from './document.ts'
import { indexSetup } from './index-setup.ts'
import { leavingOut } from './leave-out.ts'
import type { SinkSettings } from './settings.ts'

export type Context = Omit<SinkContext<unknown>, 'config'>

interface Parts {
  readonly client: ReturnType<typeof createClient>
  readonly pace: ReturnType<typeof createPace>
  readonly leaveOut: ReturnType<typeof leavingOut>
  readonly setup: ReturnType<CreateSetup>
  readonly actionOf: ReturnType<typeof createActions>
  readonly requests: ReturnType<typeof createRequests>
  readonly trouble: Trouble
}

/** What a writer is made of, for one slice. */
export const createParts = (settings: SinkSettings, context: Context): Parts => {
  const client = createClient(settings.server, context)
  const warn = (message: string) => context.warn?.(message)
  const leaveOut = leavingOut(context)
  const trouble: Trouble = {}
  const call = createCalls({ client, server: settings.server, retries: settings.retries, trouble })
  const { batchSize, maxInFlight } = settings.bulk
  const pace = createPace({
    batchSize,
    maxInFlight,
    patience: Math.min(context.callTimeout, settings.server.readTimeout || Number.POSITIVE_INFINITY),
    backoff: settings.retries.backoff,
    ended: client.signal,
  })
  return {
    client,
    pace,
    leaveOut,
    setup: indexSetup({ call, documents: settings.documents, resources: settings.resources }),
    actionOf: createActions({ settings, documents: documents(settings.documents), warn }),
    requests: createRequests({
      bulk: settings.bulk,
      send: createSendChunk({ client, pace, settings, leaveOut, warn, trouble }),
    }),
    trouble,
  }
}
