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

/** The most of small tasks that share an invocation, by their role. */
export type GroupSizes = Readonly<Record<'source' | 'sink', number>>

/** Puts small tasks of a role together, up to the size of its groups; everything else stands alone. In order of the first. */
export const groupDue = (due: readonly DueItem[], sizes: GroupSizes): readonly (readonly DueItem[])[] => {
  const groups: DueItem[][] = []
  const open = new Map<DueItem['role'], DueItem[]>()
  for (const item of due) {
    const group = isSmall(item) ? open.get(item.role) : undefined
    if (item.role !== 'plan' && group !== undefined && group.length < sizes[item.role]) group.push(item)
    else {
      const started = [item]
      groups.push(started)
      if (isSmall(item)) open.set(item.role, started)
    }
  }
  return groups
}
