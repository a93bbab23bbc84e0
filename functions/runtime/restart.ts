import { isRetriable, traceOf } from '../../connectors/sdk/errors.ts'
import { restartAfter } from './backoff.ts'
import { type RestartPolicy, restartPolicy } from './config/restart-config.ts'
import type { Config, Leased } from './state/items.ts'
import { type CountedStatus, timeOf } from './state/status.ts'

type Item = Pick<Leased, 'attempts' | 'status'> & { readonly config: Config }

interface Failure {
  readonly error: unknown
  /** the table's time */
  readonly at: number
  /** of the REST API, to restart it by hand */
  readonly path: string
  /** `now`: something else is wanted by now; `never`: it is not wanted to run */
  readonly restart: 'by policy' | 'now' | 'never'
}

type Failed = {
  readonly attempts: number
  readonly status: CountedStatus
  readonly dueAt: number | undefined
}

/** What becomes of something that has failed: its status says why, and when it is restarted or what else has to be done. */
export const afterFailure = (item: Item, failure: Failure): Failed => {
  const { error } = failure
  const attempts = item.attempts + 1
  const before: CountedStatus = item.status
  // attempts begin anew with a wish, whatever the status still shows
  const lasting = (item.attempts === 0 ? 0 : (before.lasting ?? 0)) + (isRetriable(error) ? 0 : 1)
  const next = nextOf(restartPolicy(item.config), { ...failure, attempts, lasting })
  return {
    attempts,
    dueAt: next.dueAt,
    status: {
      state: 'FAILED',
      trace: `${traceOf(error)}\n${next.says}`,
      ...(lasting > 0 && { lasting }),
    },
  }
}

interface Counted extends Failure {
  readonly attempts: number
  readonly lasting: number
}

interface Next {
  readonly dueAt: number | undefined
  readonly says: string
}

const nextOf = (policy: RestartPolicy, failure: Counted): Next => {
  const { at, attempts, restart } = failure
  if (restart === 'never') return { dueAt: undefined, says: 'It is not restarted while it is not to run.' }
  if (restart === 'now') return { dueAt: Math.round(at), says: 'It is restarted at once.' }
  const gaveUp = givesUp(policy, failure)
  if (gaveUp !== undefined)
    return { dueAt: undefined, says: `${gaveUp} Once the cause is gone: POST ${failure.path}/restart.` }
  const dueAt = Math.round(at + restartAfter(policy, attempts))
  const which = isLimited(policy, failure)
    ? `, ${failure.lasting} of ${policy.attempts} for such causes,`
    : ''
  return { dueAt, says: `Restart ${attempts}${which} follows at ${timeOf(dueAt)}.` }
}

const isLimited = ({ attempts }: RestartPolicy, { error }: Counted): boolean =>
  attempts >= 0 && !isRetriable(error)

const givesUp = (policy: RestartPolicy, failure: Counted): string | undefined => {
  if (!policy.enabled) return 'It is not restarted by itself (restart.enable=false).'
  if (!isLimited(policy, failure) || failure.lasting <= policy.attempts) return undefined
  return `It is not restarted by itself any more: restart.max.attempts=${policy.attempts} for causes that hardly pass.`
}
