import type { Kafka } from '../ports/kafka.ts'
import type { TaskItem } from '../state/items.ts'
import { transactionalIds } from './exactly-once.ts'

interface Needs {
  readonly kafka: Kafka
  readonly worker: Readonly<Record<string, string>>
}

const mayBeWriting = ({ progress, partitions }: TaskItem): boolean =>
  Object.entries(progress).some(
    ([p, { mirrored }]) => !partitions.includes(p) && mirrored !== undefined && mirrored.exact !== true,
  )

/**
 * Before partitions of a task are given on: whatever a run of it has open in Kafka comes to its end, and none of its runs
 * can write there any more, however late it wakes up.
 */
export const fenceTask =
  ({ kafka, worker }: Needs) =>
  async (task: TaskItem): Promise<void> => {
    if (!mayBeWriting(task)) return
    const transactionalId = `${transactionalIds(task.connector, worker)}${task.task}`
    const producer = await kafka.transactionalProducer({ transactionalId })
    await producer.close()
  }
