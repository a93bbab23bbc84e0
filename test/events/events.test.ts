import { describe, expect, it } from 'vitest'
import { readGroupChange, sampleGroupChange } from '../../events/group-change.ts'
import { readPlanRun, samplePlanRun } from '../../events/plan-run.ts'
import { readTaskRun, sampleTaskResult, sampleTaskRun } from '../../events/task-run.ts'
import { readWake, sampleWake } from '../../events/wake.ts'

const messages = [
  ['GroupChange', readGroupChange, sampleGroupChange],
  ['TaskRun', readTaskRun, sampleTaskRun],
  ['PlanRun', readPlanRun, samplePlanRun],
  ['Wake', readWake, sampleWake],
] as const

describe.each(messages)('%s', (name, read, sample) => {
  it('is read from its sample, as it comes over a wire', () => {
    expect(read(JSON.parse(JSON.stringify(sample)))).toEqual(sample)
  })

  it('is read without fields of versions to come', () => {
    expect(read({ ...sample, added: 'later' })).toEqual(sample)
  })

  it.each([null, undefined, 'text', 7, [], [sample]])('is not read from %j', input => {
    expect(() => read(input)).toThrow(`${name}: got ${JSON.stringify(input)}, expected an object`)
  })

  it('of another version is refused', () => {
    expect(() => read({ ...sample, version: 2 })).toThrow('version: got 2, expected 1')
    expect(() => read({ ...sample, version: '1' })).toThrow('version: got "1", expected 1')
  })

  it('needs a connector that is text', () => {
    expect(() => read({ ...sample, connector: 7 })).toThrow('connector: got 7, expected string')
  })
})

describe('a run', () => {
  it.each([
    [readTaskRun, { ...sampleTaskRun, role: 'plan' }, 'role: got "plan", expected "source" or "sink"'],
    [readTaskRun, { ...sampleTaskRun, task: '0' }, 'task: got "0", expected number'],
    [readTaskRun, { ...sampleTaskRun, task: 0.5 }, 'task: got 0.5, expected number'],
    [readTaskRun, { ...sampleTaskRun, dueAt: null }, 'dueAt: got null, expected number'],
    [readTaskRun, { ...sampleTaskRun, ended: 3 }, 'ended: got 3, expected string'],
    [readTaskRun, { version: 1, role: 'sink', task: 0 }, 'connector: got undefined, expected string'],
    [readPlanRun, { ...samplePlanRun, role: 'source' }, 'role: got "source", expected "plan"'],
    [readPlanRun, { ...samplePlanRun, dueAt: 'soon' }, 'dueAt: got "soon", expected number'],
  ])('that is wrong is refused with what was got and what is allowed', (read, input, message) => {
    expect(() => read(input)).toThrow(message)
  })

  it('may follow one that has ended, without a claim', () => {
    const { dueAt: _, ...chained } = { ...sampleTaskRun, ended: 'host:1#1/uuid' }
    expect(readTaskRun(chained)).toEqual(chained)
    const { dueAt: __, ...plan } = { ...samplePlanRun, ended: 'host:1#1/uuid' }
    expect(readPlanRun(plan)).toEqual(plan)
  })
})

describe('a result', () => {
  it('survives the wire', () => {
    expect(JSON.parse(JSON.stringify(sampleTaskResult))).toEqual(sampleTaskResult)
  })
})

describe('a wake', () => {
  it('need not name a connector', () => {
    expect(readWake({ version: 1 })).toEqual({ version: 1 })
  })
})
