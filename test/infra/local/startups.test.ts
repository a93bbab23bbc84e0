import { describe, expect, it } from 'vitest'
import { createStartups } from '../../../infra/local/startups.ts'

const open = () => {
  let now = 0
  const startups = createStartups(() => now)
  return {
    ...startups,
    pass: (ms: number) => {
      now += ms
    },
  }
}

describe('starts', () => {
  it('are none before anything runs', () => {
    expect(Object.values(open().values()).every(value => value === 0)).toBe(true)
  })

  it('are first runs and those after a failure, not the slices of what works', () => {
    const { ended, values } = open()
    for (const outcome of ['well', 'well', 'failed', 'failed', 'well', 'well'] as const)
      ended('task', 'a', outcome)
    ended('task', 'b', 'well')
    expect(values()).toMatchObject({
      'task-startup-attempts-total': 4,
      'task-startup-success-total': 3,
      'task-startup-failure-total': 1,
      'task-startup-success-percentage': 0.75,
      'task-startup-failure-percentage': 0.25,
      'connector-startup-attempts-total': 0,
    })
  })

  it('have shares in the window alone', () => {
    const { ended, values, pass } = open()
    ended('connector', 'a', 'failed')
    pass(60_000)
    ended('connector', 'a', 'well')
    expect(values()).toMatchObject({
      'connector-startup-attempts-total': 2,
      'connector-startup-success-percentage': 1,
      'connector-startup-failure-percentage': 0,
    })
  })
})
