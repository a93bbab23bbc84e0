import { describe, expect, it } from 'vitest'
import type { Attribute } from '../../../../events/metric-group.ts'
import type { MetricValues } from '../../../../events/metrics.ts'
import { createTaskTotals } from '../../../../functions/adapters/metrics/task-totals.ts'

const first = { connector: 'numbers', task: 0 }
const second = { connector: 'numbers', task: 1 }
const help = ''
const polled = { from: 'total', of: 'source-record-poll-total', help } satisfies Attribute
const pollRate = { from: 'rate', of: 'source-record-poll-total', help } satisfies Attribute
const batchSize = {
  from: 'mean',
  of: ['source-record-poll-total', 'sink-record-read-total'],
  by: 'batch-total',
  help,
} satisfies Attribute
const largest = { from: 'largest', of: 'batch-size-max', help } satisfies Attribute
const active = { from: 'latest', of: 'source-record-active-count', help } satisfies Attribute
const activeMean = { from: 'average', of: 'source-record-active-count', help } satisfies Attribute
const lastError = { from: 'highest', of: 'last-error-timestamp', help } satisfies Attribute
const committed = {
  from: 'share',
  of: 'offset-commit-completion-total',
  among: ['offset-commit-completion-total', 'offset-commit-failure-total'],
  help,
} satisfies Attribute

const open = () => {
  let now = 0
  const totals = createTaskTotals({ now: () => now })
  return {
    totals,
    pass: (ms: number) => {
      now += ms
    },
    report: (values: MetricValues, task = first, epoch = 1) => totals.put(values, { ...task, epoch }),
  }
}

describe('totals of a task', () => {
  it('grow over slices, threads and epochs, and are its own', () => {
    const { totals, report } = open()
    report({ 'source-record-poll-total': 3 })
    report({ 'source-record-poll-total': 4 }, first, 2)
    report({ 'source-record-poll-total': 5 }, second)
    expect(totals.value(first, polled)).toBe(7)
    expect(totals.value(second, polled)).toBe(5)
    expect(totals.epoch(first)).toBe(2)
  })

  it('stay when the window has passed, in which rates, means and the largest are', () => {
    const { totals, report, pass } = open()
    report({ 'source-record-poll-total': 6, 'batch-total': 2, 'batch-size-max': 4 })
    pass(30_000)
    expect(totals.value(first, pollRate)).toBe(0.2)
    expect(totals.value(first, batchSize)).toBe(3)
    expect(totals.value(first, largest)).toBe(4)
    pass(60_000)
    expect(totals.value(first, polled)).toBe(6)
    expect(totals.value(first, pollRate)).toBe(0)
    expect(totals.value(first, batchSize)).toBeNaN()
    expect(totals.value(first, largest)).toBeNaN()
  })

  it('of a task that never ran are 0', () => {
    const { totals } = open()
    expect(totals.value(first, polled)).toBe(0)
    expect(totals.value(first, pollRate)).toBe(0)
    expect(totals.value(first, committed)).toBe(0)
    expect(totals.value(first, lastError)).toBe(0)
  })

  it('are forgotten with the task', () => {
    const { totals, report } = open()
    report({ 'source-record-poll-total': 3 })
    report({ 'source-record-poll-total': 3 }, second)
    totals.keep([second])
    expect(totals.value(first, polled)).toBe(0)
    expect(totals.value(second, polled)).toBe(3)
  })

  it('have nothing of what is not of a task', () => {
    const { totals } = open()
    totals.put({ 'connector-count': 3 }, {})
    totals.put({ 'group-offset-commit-failure-total': 3 }, { connector: 'numbers' })
    expect(totals.epoch(first)).toBeUndefined()
  })
})

describe('what is read off', () => {
  it('is as it was last, and nothing when nobody has said anything for a minute', () => {
    const { totals, report, pass } = open()
    report({ 'source-record-active-count': 9 })
    report({ 'source-record-active-count': 3 })
    expect(totals.value(first, active)).toBe(3)
    expect(totals.value(first, activeMean)).toBe(6)
    pass(60_000)
    expect(totals.value(first, active)).toBe(0)
  })

  it('is the latest error for ever', () => {
    const { totals, report, pass } = open()
    report({ 'last-error-timestamp': 1_790_000_000_000 })
    pass(600_000)
    report({ 'source-record-poll-total': 1 })
    expect(totals.value(first, lastError)).toBe(1_790_000_000_000)
  })
})

it('a share is of what was tried in the window', () => {
  const { totals, report, pass } = open()
  report({ 'offset-commit-completion-total': 3, 'offset-commit-failure-total': 1 })
  expect(totals.value(first, committed)).toBe(0.75)
  pass(60_000)
  expect(totals.value(first, committed)).toBe(0)
})
