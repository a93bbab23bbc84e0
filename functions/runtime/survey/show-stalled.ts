import type { Table } from '../ports/table.ts'
import { taskKey } from '../state/items.ts'
import { isStalled } from '../state/status.ts'
import type { FoundTask } from './findings.ts'

/**
 * Shows on tasks that they are stalled, or are not so any more; one that is at work shows that it makes progress itself.
 * Writes only what changes, and only while the task is as it was read.
 */
export const showStalled = async (table: Table, found: readonly FoundTask[]): Promise<void> => {
  const changed = found.flatMap(({ task, shown, isAtWork, state }) => {
    const isShown = isStalled(task.status)
    if (state === 'stalled') return isShown ? [] : [{ task, status: shown }]
    return isShown && isAtWork !== true ? [{ task, status: { state: 'RUNNING' } as const }] : []
  })
  await Promise.all(
    changed.map(({ task: { connector, task, seq, epoch, generation }, status }) =>
      table.write({
        kind: 'stalled',
        key: taskKey(connector, task),
        when: { seq, epoch, generation },
        set: { status },
      }),
    ),
  )
}
