import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { executionsOf, mapRunCounts, runningExecutions, stopExecution } from '../../helpers/aws/executions.ts'
import { type Fixture, openFixture } from './fixture/open-fixture.ts'
import type { ProbeEvent } from './fixture/probe.ts'

let aws: Fixture
beforeAll(async () => {
  aws = await openFixture()
})
afterAll(() => aws?.close())

interface Item {
  readonly function: string
  readonly event: ProbeEvent
}

const start = async (name: string, items: readonly Item[]) => {
  const input = JSON.stringify({ items })
  const command = new StartExecutionCommand({ stateMachineArn: aws.machine, name, input })
  return (await aws.clients.stepFunctions.send(command)).executionArn ?? ''
}

const describeExecution = async (executionArn: string) => {
  const { status, output } = await aws.clients.stepFunctions.send(
    new DescribeExecutionCommand({ executionArn }),
  )
  return { status, output: JSON.parse(output ?? 'null') }
}

const run = async (name: string, items: readonly Item[]) => {
  const executionArn = await start(name, items)
  await aws.untilIdle()
  return { executionArn, ...(await describeExecution(executionArn)) }
}

const writer = (event: ProbeEvent): Item => ({ function: aws.writer, event })

describe('children of a distributed map', () => {
  test('know the execution and their place in it, and go on until nothing is next', async () => {
    const items = [writer({ rounds: 3 }), { function: `${aws.stranger}:live`, event: {} }]
    const { executionArn, output } = await run('rounds', items)
    expect(output).toMatchObject([
      { rounds: 3, result: { event: { invocation: 'rounds:0#2', round: 2 } } },
      { rounds: 1, result: { event: { invocation: 'rounds:1#0' } } },
    ])
    const counts = { total: 2, succeeded: 2, failed: 0, running: 0, pending: 0, aborted: 0 }
    expect(await mapRunCounts(aws.clients.stepFunctions, executionArn)).toMatchObject([counts])
  })

  test('catch errors by name', async () => {
    const nobody = { function: 'nobody', event: {} }
    const items = [writer({ throws: 'Own' }), writer({ exit: 1 }), writer({ sleep: 9000 }), nobody]
    const { output } = await run('errors', items)
    const names = (output as { error: { Error: string } }[]).map(({ error }) => error.Error)
    expect(names).toEqual([
      'Own',
      'Runtime.ExitError',
      'Sandbox.Timedout',
      'Lambda.ResourceNotFoundException',
    ])
    expect(JSON.parse(output[0].error.Cause)).toMatchObject({ errorType: 'Own', errorMessage: 'as asked' })
  })

  test('try again by the name of the error, and count it', async () => {
    const { output } = await run('retries', [writer({ dieOnce: true })])
    expect(output).toMatchObject([{ rounds: 1, result: { event: { attempt: 1 } } }])
  })

  test('run at most as many at a time as the map says', async () => {
    const executionArn = await start(
      'bounded',
      Array.from({ length: 12 }, () => writer({ sleep: 300 })),
    )
    let most = 0
    while ((await describeExecution(executionArn)).status === 'RUNNING')
      most = Math.max(most, (await aws.running()).length)
    expect(most).toBe(4)
    expect(await mapRunCounts(aws.clients.stepFunctions, executionArn)).toMatchObject([{ succeeded: 12 }])
  })
})

describe('a stopped execution', () => {
  test('lets functions end what they do, and begin nothing more', async () => {
    const executionArn = await start('ended', [writer({ sleep: 500, rounds: 3, print: 'round' })])
    await vi.waitFor(async () => expect(await aws.running()).toHaveLength(1))
    await aws.stopExecution(executionArn)
    await aws.untilIdle()
    expect((await aws.log(aws.writer)).filter(line => line === 'round')).toHaveLength(1)
  })
})

/** When one of these fails, the emulator has learned it: then what works around it can go. */
describe('otherwise than on AWS', () => {
  test('a child has the context of its parent', async () => {
    const { output } = await run('context', [writer({})])
    expect(output).toMatchObject([{ executionName: 'context', index: 0 }])
  })

  test('Assign of a rule in Choices or Catch is ignored', async () => {
    const { output } = await run('assign', [writer({ rounds: 2 }), writer({ throws: 'Own' })])
    expect(output).toMatchObject([{ looped: false }, { caught: false }])
  })

  test('a Succeed state ignores its Output', async () => {
    const { output } = await run('succeed', [writer({ throws: 'Own' })])
    expect(output).toMatchObject([{ index: 0 }])
  })

  test('the children of a stopped execution run on', async () => {
    const executionArn = await start('stopped', [writer({ sleep: 500, rounds: 3 })])
    await vi.waitFor(async () => expect(await aws.running()).toHaveLength(1))
    await stopExecution(aws.clients.stepFunctions, executionArn)
    const left = await runningExecutions(aws.clients.stepFunctions)
    expect(left.map(each => each.executionArn)).toEqual([expect.stringContaining('/Children:')])
    await aws.untilIdle()
    expect(await mapRunCounts(aws.clients.stepFunctions, executionArn)).toMatchObject([{ succeeded: 1 }])
    const executions = await executionsOf(aws.clients.stepFunctions, aws.machine)
    expect(executions.find(each => each.name === 'stopped')).toMatchObject({ status: 'ABORTED' })
  })
})
