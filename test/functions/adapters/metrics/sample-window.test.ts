import { describe, expect, it } from 'vitest'
import { createSampleWindow } from '../../../../functions/adapters/metrics/sample-window.ts'

describe('a rate', () => {
  it('is of nothing 0', () => {
    expect(createSampleWindow().rate('n', 0)).toBe(0)
  })

  it('is over at least the sample before the current one, as in Kafka: it must not leap at the beginning', () => {
    const window = createSampleWindow()
    window.add('n', 300, 0)
    expect(window.rate('n', 0)).toBe(10)
    expect(window.rate('n', 10_000)).toBe(7.5)
  })

  it('is over both samples, from the beginning of the older', () => {
    const window = createSampleWindow()
    window.add('n', 300, 0)
    window.add('n', 300, 30_000)
    expect(window.rate('n', 45_000)).toBe(600 / 45)
  })

  it('forgets a sample a minute after it began', () => {
    const window = createSampleWindow()
    window.add('n', 300, 0)
    window.add('n', 60, 40_000)
    expect(window.sum('n', 59_999)).toBe(360)
    expect(window.sum('n', 60_000)).toBe(60)
    expect(window.rate('n', 70_000)).toBe(2)
    expect(window.rate('n', 100_000)).toBe(0)
  })

  it('of what goes on evenly is what goes on', () => {
    const window = createSampleWindow()
    for (let now = 0; now < 600_000; now += 1_000) window.add('n', 20, now)
    expect(window.rate('n', 600_000)).toBeCloseTo(20, 0)
  })
})

describe('the largest and the mean', () => {
  it('of nothing are NaN', () => {
    const window = createSampleWindow()
    expect(window.largest('n', 0)).toBeNaN()
    expect(window.average('n', 0)).toBeNaN()
  })

  it('are of both samples', () => {
    const window = createSampleWindow()
    window.observe('n', 8, 0)
    window.observe('n', 2, 10_000)
    window.observe('n', 5, 35_000)
    expect(window.largest('n', 35_000)).toBe(8)
    expect(window.average('n', 35_000)).toBe(5)
    expect(window.largest('n', 60_000)).toBe(5)
    expect(window.average('n', 95_000)).toBeNaN()
  })

  it('may be below 0', () => {
    const window = createSampleWindow()
    window.observe('n', -3, 0)
    expect(window.largest('n', 0)).toBe(-3)
  })
})
