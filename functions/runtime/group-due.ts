import type { Run } from '../../events/run-group.ts'
import type { DueItem } from './state/claim.ts'

/** The message that runs what is due, under the claim named by `dueAt`. */
export const runOf = (due: DueItem, dueAt: number): Run =>
  due.role === 'plan'
    ? { version: 1, role: 'plan', connector: due.item.name, dueAt }
    : { version: 1, role: due.role, connector: due.item.connector, task: due.item.task, dueAt }

/** A task that found nothing when it last ran, and was well. */
const isSmall = (due: DueItem): boolean =>
  due.role !== 'plan' && due.item.emptyPolls > 0 && due.item.status.state === 'RUNNING'

/** Puts small tasks of a role together, at most `size` of them; everything else stands alone. In order of the first. */
export const groupDue = (due: readonly DueItem[], size: number): readonly (readonly DueItem[])[] => {
  const groups: DueItem[][] = []
  const open = new Map<DueItem['role'], DueItem[]>()
  for (const item of due) {
    const group = isSmall(item) ? open.get(item.role) : undefined
    if (group !== undefined && group.length < size) group.push(item)
    else {
      const started = [item]
      groups.push(started)
      if (isSmall(item)) open.set(item.role, started)
    }
  }
  return groups
}
