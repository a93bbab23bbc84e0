import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient, type DynamoDBClientConfig, DynamoDBServiceException } from '@aws-sdk/client-dynamodb'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { recordDates } from './dynamodb-dates.ts'
import { outcomeOf } from './dynamodb-outcome.ts'

const FIRST_PAUSE = 20
const LONGEST_PAUSE = 1000

export interface CallLimits {
  /** how long one request may take, ms; default 3000 */
  readonly requestTimeout?: number
  /** how long a call may take with its repetitions, ms; default 8000 */
  readonly callTimeout?: number
}

interface Call<O extends object> {
  /** for messages */
  readonly what: string
  /** sent twice it does what it does sent once: it is repeated also when its outcome is unknown */
  readonly repeatable: boolean
  readonly send: (client: DynamoDBClient, options: { readonly abortSignal: AbortSignal }) => Promise<O>
}

/** `at`: the time in the answer, ms. `refused`: the conditions did not hold. */
type Answered<O> = { readonly at: number } & (
  | { readonly output: O; readonly refused?: undefined }
  | { readonly refused: DynamoDBServiceException; readonly output?: undefined }
)

export interface DynamoDbCalls {
  /**
   * Sends until there is an answer or time is up. A refusal counts only when no earlier attempt can still be applied;
   * otherwise it rejects, like everything that is no answer, with `ConnectError('STATE', …)`.
   */
  call<O extends object>(call: Call<O>): Promise<Answered<O>>
  /** The same for a request that changes nothing. */
  read<O extends object>(
    what: string,
    send: Call<O>['send'],
  ): Promise<{ readonly output: O; readonly at: number }>
  close(): void
}

const failure = (what: string, error: unknown, unsure: boolean) => {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const doubt = unsure ? '; whether it was applied is unknown' : ''
  const retriable = outcomeOf(error) !== 'invalid'
  return new ConnectError('STATE', `State table: ${what} failed: ${text}${doubt}`, {
    cause: error,
    retriable,
  })
}

/** A client whose calls are repeated here and not by the SDK, which repeats what may have been applied. */
export const openDynamoDb = (config: DynamoDBClientConfig, limits: CallLimits): DynamoDbCalls => {
  const { requestTimeout = 3000, callTimeout = 8000 } = limits
  const client = new DynamoDBClient({ ...config, maxAttempts: 1 })
  const dateOf = recordDates(client)

  const call = async <O extends object>({ what, repeatable, send }: Call<O>): Promise<Answered<O>> => {
    const end = performance.now() + callTimeout
    let unsure = false
    for (let longest = FIRST_PAUSE; ; longest = Math.min(2 * longest, LONGEST_PAUSE)) {
      const left = Math.max(1, Math.ceil(Math.min(requestTimeout, end - performance.now())))
      const [sent] = await Promise.allSettled([send(client, { abortSignal: AbortSignal.timeout(left) })])
      if (sent.status === 'fulfilled') return { output: sent.value, at: dateOf(sent.value) }
      const error: unknown = sent.reason
      const outcome = outcomeOf(error)
      if (outcome === 'refused' && !unsure && error instanceof DynamoDBServiceException)
        return { refused: error, at: dateOf(error) }
      unsure ||= outcome === 'unknown'
      const pause = longest * (0.5 + Math.random() / 2)
      const again = outcome === 'unapplied' || (outcome === 'unknown' && repeatable)
      if (!again || performance.now() + pause >= end) throw failure(what, error, unsure)
      await sleep(pause)
    }
  }
  const read = async <O extends object>(what: string, send: Call<O>['send']) => {
    const { output, refused, at } = await call({ what, repeatable: true, send })
    if (refused) throw failure(what, refused, false)
    return { output, at }
  }
  return { call, read, close: () => client.destroy() }
}
