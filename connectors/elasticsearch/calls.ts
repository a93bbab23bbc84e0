import { ConnectError } from '../sdk/errors.ts'
import { pauseBefore } from './backoff.ts'
import { type Client, parseAnswer, unauthenticated } from './client.ts'
import type { Answer, Call, CallServer } from './contract.ts'
import { isPassing, refusal } from './refusal.ts'
import type { RetrySettings, ServerSettings } from './settings.ts'

interface Parts {
  readonly client: Client
  readonly server: ServerSettings
  readonly retries: RetrySettings
  readonly trouble: Trouble
}

/** What is tried again at the moment. */
export interface Trouble {
  error?: ConnectError | undefined
}

const attempt = async ({ client, server }: Parts, { method, path, body }: Call): Promise<Answer> => {
  const write = method !== 'GET' && method !== 'HEAD'
  const sent = body === undefined ? {} : { body: Buffer.from(body), type: 'application/json' as const }
  const answer = parseAnswer(await client.exchange({ method, path, write, ...sent }))
  if (answer.status === 401) throw unauthenticated(server, answer)
  if (isPassing(answer.status)) throw refusal(`${method} ${path}`, answer)
  return answer
}

/** Calls besides `_bulk`, tried again as long as that may help. */
export const createCalls =
  (parts: Parts): CallServer =>
  async call => {
    for (let tries = 1; ; tries++) {
      try {
        const answer = await attempt(parts, call)
        parts.trouble.error = undefined
        return answer
      } catch (error) {
        if (!(error instanceof ConnectError && error.retriable) || tries > parts.retries.count) throw error
        parts.trouble.error = error
        await pauseBefore(tries, parts.retries.backoff, parts.client.signal)
      }
    }
  }
