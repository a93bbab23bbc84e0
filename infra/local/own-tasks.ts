import type { TaskItem } from '../../functions/runtime/state/items.ts'

/**
 * Which tasks are this process's to show, of several processes over one state: those that it runs or was the last to run,
 * and those that nobody has run since it looks. As long as no other is seen, all of them.
 */
export interface OwnTasks {
  /** `ran`: the epoch of the last run of the task here; `now`: ms of a clock that only moves forward */
  look(
    tasks: readonly TaskItem[],
    ran: (task: TaskItem) => number | undefined,
    now: number,
  ): readonly TaskItem[]
}

/** ms after which another process that was not seen is none any more */
const forgotten = 300_000

export const createOwnTasks = (host: string): OwnTasks => {
  const firstEpochs = new Map<string, number>()
  let seenOther = Number.NEGATIVE_INFINITY

  const isOthers = ({ owner }: TaskItem) => owner !== undefined && owner.split('#')[0] !== host
  const firstEpoch = ({ connector, task, epoch }: TaskItem) => {
    const name = `${task}\n${connector}`
    const first = firstEpochs.get(name) ?? epoch
    firstEpochs.set(name, first)
    return first
  }

  return {
    look: (tasks, ran, now) => {
      if (tasks.some(isOthers)) seenOther = now
      const isShared = now - seenOther < forgotten
      return tasks.filter(task => {
        const untouched = firstEpoch(task) === task.epoch
        if (!isShared || task.owner?.split('#')[0] === host) return true
        return !isOthers(task) && (untouched || ran(task) === task.epoch)
      })
    },
  }
}
