import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import type { RunGroup } from '../../events/run-group.ts'
import type { ExecutionInput } from '../../functions/adapters/aws/executions.ts'
import { taskKey } from '../../functions/runtime/state/items.ts'
import { dispatch, GROUP_SIZES } from '../../functions/schedule/schedule.ts'
import { CHAIN_CAP } from '../../infra/chain.ts'
import { sinkSceneBefore } from '../functions/runtime/scene/scripted-sink.ts'
import { definitionText, type State, statesOf } from './state-machine.ts'
import { ownStack } from './variants.ts'

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const quotas = {
  /** bytes of input or output of an execution, a state, a task */
  payload: 256 * 1024,
  events: 25_000,
  openMapRuns: 1_000,
  parallelChildren: 10_000,
  definition: 1_048_576,
  /** s of an execution: a year */
  duration: 365 * 24 * 3_600,
}

/** `maxConcurrency` at its most. */
const most = 1_000
const template = Template.fromStack(ownStack(() => ({ maxConcurrency: most })).stack)
const { parent, map, child } = statesOf(template)

/** Bytes of a connector's name: with `CONNECTOR#` before it, it is a key of the table, which may have 2048. */
const longestName = 2_048 - 'CONNECTOR#'.length

/** Names of that size: twice as long in JSON, or with few characters. */
const names = { quoted: '"'.repeat(longestName), wide: '語'.repeat(Math.floor(longestName / 3)) }

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

/** What is started when more is due than an execution takes: tasks of a connector that found nothing when they last ran. */
const startedFor = async (name: string): Promise<ExecutionInput> => {
  const scene = sinkSceneBefore(() => ({}))
  for (let task = 0; task < 4 * GROUP_SIZES.source; task++)
    await scene.table.write({
      kind: 'assign',
      key: taskKey(name, task),
      when: {},
      set: {
        type: 'source',
        wanted: 'RUNNING',
        partitions: [`{"p":${task}}`],
        emptyPolls: 1,
        generation: 1,
        status: { state: 'RUNNING' },
        dueAt: scene.now(),
        epoch: 0,
        seq: 0,
      },
    })
  await scene.clock.sleep(1_000)
  const started: ExecutionInput[] = []
  const executions = {
    running: async () => 0,
    start: async (input: ExecutionInput) => void started.push(input),
  }
  await dispatch({ ...scene.runtime, executions, maxConcurrency: most })({ version: 1 })
  expect(started).toHaveLength(1)
  return started[0] ?? { version: 1, groups: [], more: false }
}

describe.each([
  ['characters that JSON escapes', names.quoted],
  ['characters of three bytes', names.wide],
])('with the longest names, of %s', (_, name) => {
  test('the input of an execution fits, with a quarter to spare', async () => {
    const input = await startedFor(name)
    expect(input.more).toBe(true)
    expect(bytes(input)).toBeLessThan(0.75 * quotas.payload)
    expect(bytes(input)).toBeGreaterThan(0.2 * quotas.payload)
  })

  test('a group of the most runs fits, with what a chain adds', async () => {
    const { groups } = await startedFor(name)
    const [next] = groups.toSorted((a, b) => bytes(b) - bytes(a))
    expect(next?.runs).toHaveLength(GROUP_SIZES.source)
    const execution = `${'0'.repeat(36)}-${most}`
    const chain = `${execution}:${most}`
    const invocation = `${chain}#${CHAIN_CAP}`
    const group = { ...next, invocation, ended: invocation } as RunGroup
    expect(bytes({ next: group, chain, round: CHAIN_CAP, deaths: 2, after: 20, wake: name })).toBeLessThan(
      0.75 * quotas.payload,
    )
  })
})

test('names that the table refuses are the only ones that would not fit', () => {
  const run = {
    version: 1,
    role: 'source',
    connector: '"'.repeat(longestName),
    task: 0,
    dueAt: 1_790_000_000_000,
  }
  expect(GROUP_SIZES.source * bytes(run)).toBeLessThan(quotas.payload)
  expect(GROUP_SIZES.source * bytes({ ...run, connector: '"'.repeat(2 * longestName) })).toBeGreaterThan(
    quotas.payload,
  )
})

test('what children leave is nothing, however many there are', () => {
  const outputs = Object.values(child)
    .filter(({ End, Type }) => End || Type === 'Succeed')
    .map(({ Output }) => JSON.stringify(Output))
  expect(outputs.length).toBeGreaterThan(0)
  for (const output of outputs) expect(['{}', '"{% {} %}"']).toContain(output)
  // and the execution goes on with its own input
  expect(map.ResultPath).toBeNull()
  expect(most * '{},'.length).toBeLessThan(quotas.payload)
})

/** Most events of a state each time it is entered. https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
const eventsOf = ({ Type, Retry = [] }: State): number => {
  const retries = Retry.reduce((sum, { MaxAttempts = 3 }) => sum + MaxAttempts, 0)
  // entered, exited; scheduled, started, ended for each attempt
  if (Type === 'Task') return 2 + 3 * (1 + retries)
  // entered, started, run started, run ended, ended, exited
  if (Type === 'Map') return 6
  return 2
}

const sum = (states: Readonly<Record<string, State>>, of: (state: State) => number) =>
  Object.values(states).reduce((total, state) => total + of(state), 0)

/** Started and ended. */
const ofExecution = 2

test('the history of a chain at its cap fits, when every invocation is tried as often as it may be', () => {
  const events = ofExecution + CHAIN_CAP * sum(child, eventsOf)
  expect(events).toBeGreaterThan(1_000)
  expect(events).toBeLessThan(0.1 * quotas.events)
})

test('the history of an execution fits: its children have their own', () => {
  expect(ofExecution + sum(parent, eventsOf)).toBeLessThan(0.01 * quotas.events)
})

test('a chain at its cap ends long before a year, though each invocation takes its whole time', () => {
  const seconds = ({ TimeoutSeconds = 0, Retry = [] }: State) =>
    TimeoutSeconds +
    Retry.reduce((all, { MaxAttempts = 3, MaxDelaySeconds = 0 }) => all + MaxAttempts * MaxDelaySeconds, 0)
  expect(CHAIN_CAP * sum(child, seconds)).toBeLessThan(0.01 * quotas.duration)
  expect(child.Run?.TimeoutSeconds).toBeGreaterThan(900)
})

test('as many children at a time as may be at work, which is fewer than there may be', () => {
  expect(map.MaxConcurrency).toBe(most)
  expect(most).toBeLessThanOrEqual(quotas.parallelChildren)
})

test('as many map runs as executions with one group each, which an account may have open', () => {
  expect(most).toBeLessThanOrEqual(quotas.openMapRuns)
  expect(() => ownStack(() => ({ maxConcurrency: most + 1 }))).toThrow('allowed are 1 to 1000')
})

test('the definition fits', () => {
  expect(Buffer.byteLength(definitionText(template))).toBeLessThan(0.05 * quotas.definition)
})
