import { describe, expect, it } from 'vitest'
import { createStateTimes } from '../../../infra/local/state-times.ts'

describe('shares of states', () => {
  it('are all of the first state at the first look', () => {
    const times = createStateTimes()
    expect(times.share('a', 'running')).toBe(0)
    times.look('a', 'running', 1_000)
    expect(times.share('a', 'running')).toBe(1)
    expect(times.share('a', 'paused')).toBe(0)
  })

  it('are of the time between looks, in the state that each began in', () => {
    const times = createStateTimes()
    times.look('a', 'running', 0)
    times.look('a', 'paused', 6_000)
    times.look('a', 'running', 8_000)
    expect(times.share('a', 'running')).toBe(0.75)
    expect(times.share('a', 'paused')).toBe(0.25)
    expect(times.share('a', 'failed')).toBe(0)
  })

  it('begin anew for what was away', () => {
    const times = createStateTimes()
    times.look('a', 'running', 0)
    times.look('a', 'running', 5_000)
    times.keep([])
    times.look('a', 'paused', 6_000)
    expect(times.share('a', 'paused')).toBe(1)
  })
})
