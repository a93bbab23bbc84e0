import { describe, expect, it } from 'vitest'
import { type TaskItem, taskKey, taskOf } from '../../../functions/runtime/state/items.ts'
import { createOwnTasks } from '../../../infra/local/own-tasks.ts'

const task = (number: number, epoch: number, owner?: string): TaskItem => ({
  ...taskOf({ ...taskKey('c', number), attributes: {} }),
  epoch,
  ...(owner !== undefined && { owner }),
})

/** What a process `here` shows, which has run tasks last in these epochs. */
const looks = (ran: Readonly<Record<number, number>> = {}) => {
  const own = createOwnTasks('here')
  return (now: number, ...tasks: readonly TaskItem[]) =>
    own.look(tasks, ({ task }) => ran[task], now).map(each => each.task)
}

describe('a process among others', () => {
  it('shows everything while it sees no other, whoever ran it before', () => {
    const look = looks()
    expect(look(0, task(0, 3), task(1, 0))).toEqual([0, 1])
    expect(look(1, task(0, 4), task(1, 2, 'here#1/run'))).toEqual([0, 1])
  })

  it('shows what it runs or was the last to run, and nothing of what another runs or ran', () => {
    const look = looks({ 0: 2, 1: 3 })
    look(0, task(0, 1), task(1, 1), task(2, 1), task(3, 1))
    const now = [task(0, 2), task(1, 4), task(2, 5, 'there#1/run'), task(3, 2, 'here#2/run')]
    expect(look(1, ...now)).toEqual([0, 3])
  })

  it('shows what nobody has run since it looks', () => {
    const look = looks()
    expect(look(0, task(0, 7), task(1, 5, 'there#1/run'))).toEqual([0])
  })

  it('shows everything again when the other has not been seen for long', () => {
    const look = looks()
    look(0, task(0, 1))
    expect(look(1, task(0, 2, 'there#1/run'))).toEqual([])
    expect(look(2, task(0, 2))).toEqual([])
    expect(look(400_000, task(0, 2))).toEqual([0])
  })
})
