import { restartPolicy } from './config/restart-config.ts'
import type { TaskItem } from './state/items.ts'
import type { Lease } from './state/lease.ts'
import { atWorkInVain, type CountedStatus } from './state/status.ts'

/** Tells from the beats of a slice what its task's status is, beyond this slice. */
export interface Pulse {
  /** Something that it waited for has come back: a poll, a write. */
  beat(): void
  /** Changes of the task that this calls for; `progress`: records were brought on their way. */
  changes(task: TaskItem, progress: boolean): { readonly status?: CountedStatus; readonly attempts?: number }
  /** what becomes of a status when the slice has ended in good order, drained or not */
  atEnd(task: TaskItem, drained: boolean): { readonly status: CountedStatus; readonly attempts?: number }
}

const well = { state: 'RUNNING' } as const

const isWell = ({ state, trace, since }: CountedStatus): boolean =>
  state === 'RUNNING' && trace === undefined && since === undefined

/** A run that has nothing to do is none the less at work, for as long as its slice lasts. */
const restarted = ({ state, since }: CountedStatus) =>
  state === 'RESTARTING' ? { status: { ...well, ...(since !== undefined && { since }) } } : {}

export const openPulse = (lease: Pick<Lease<TaskItem>, 'at'>, { config }: TaskItem): Pulse => {
  const { stalled } = restartPolicy(config)
  const began = lease.at()
  let last: number | undefined

  const idle = (status: CountedStatus) => {
    const since = last ?? status.since ?? began
    if (lease.at() - since < stalled)
      return last === undefined || isWell(status) ? restarted(status) : { status: well }
    const shown = atWorkInVain(since, stalled)
    return status.trace === shown.trace ? {} : { status: shown }
  }

  return {
    beat: () => {
      last = lease.at()
    },
    changes: ({ status, attempts }, progress) => {
      if (progress) {
        last = lease.at()
        return attempts === 0 && isWell(status) ? {} : { attempts: 0, status: well }
      }
      // what has failed is well again when something has come of it, not before
      return status.state === 'FAILED' ? {} : idle(status)
    },
    atEnd: ({ status }, drained) => {
      if (drained || last !== undefined) return { attempts: 0, status: well }
      const { since = began }: CountedStatus = status
      return { status: status.state === 'FAILED' ? status : { ...status, since } }
    },
  }
}
