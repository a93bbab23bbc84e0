import { setTimeout as sleep } from 'node:timers/promises'
import { InvokeCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandLine } from '../../../infra/local/command-line.ts'
import { type Fixture, openFixture } from './fixture/open-fixture.ts'
import type { ProbeEvent } from './fixture/probe.ts'

let aws: Fixture
beforeAll(async () => {
  aws = await openFixture()
})
afterAll(() => aws?.close())

const errorTypeOf = async (event: ProbeEvent) => {
  const { failed, payload } = await aws.invoke(aws.writer, event)
  return failed ? (payload as { errorType: string }).errorType : undefined
}

/** The invocation of that event, once it is under way. */
const untilRuns = async (print: string) => {
  for (;;) {
    const running = (await aws.running()).find(each => (each.event as ProbeEvent).print === print)
    if (running !== undefined) return running
    await sleep(20)
  }
}

test('an error keeps its name', async () => {
  expect(await errorTypeOf({ throws: 'Particular' })).toBe('Particular')
})

test('a process that ends is an error, and the next invocation has a new one', async () => {
  expect(await errorTypeOf({ exit: 3 })).toBe('Runtime.ExitError')
  expect(await errorTypeOf({})).toBeUndefined()
})

test('a function that takes too long is ended', async () => {
  expect(await errorTypeOf({ sleep: 10_000 })).toBe('Sandbox.Timedout')
  expect(await aws.running()).toEqual([])
})

test('a function at work can be found by its event, and killed', async () => {
  const failed = errorTypeOf({ print: 'victim', sleep: 1900 })
  const other = errorTypeOf({ print: 'other', sleep: 500 })
  const [victim] = await Promise.all([untilRuns('victim'), untilRuns('other')])
  expect(victim.functionName).toBe(aws.writer)
  victim.kill()
  expect(await failed).toBe('Runtime.ExitError')
  expect(await other).toBeUndefined()
})

test('an asynchronous invocation is answered at once, and idle is when it has ended', async () => {
  const event: ProbeEvent = { sleep: 700, print: 'asynchronous' }
  const command = {
    FunctionName: aws.writer,
    InvocationType: 'Event',
    Payload: JSON.stringify(event),
  } as const
  const { StatusCode } = await aws.clients.lambda.send(new InvokeCommand(command))
  expect(StatusCode).toBe(202)
  expect(await aws.log(aws.writer)).not.toContain('asynchronous')
  await aws.untilIdle()
  expect(await aws.log(aws.writer)).toContain('asynchronous')
})

test('an alias is a function of its own', async () => {
  const { payload } = await aws.invoke(`${aws.stranger}:live`, {})
  expect(payload).toMatchObject({ arn: expect.stringMatching(/:live$/) })
})

test('no function outlives the emulator', async () => {
  const lost = errorTypeOf({ print: 'last', sleep: 1900 }).catch(() => 'lost')
  const { pid } = await untilRuns('last')
  await aws.close()
  expect(await lost).toBe('lost')
  await expect.poll(() => commandLine(pid)).toBe('')
})
