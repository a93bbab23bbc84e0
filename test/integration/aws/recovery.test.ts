import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { type ConnectOnAws, openConnectOnAws } from '../../helpers/aws/connect-on-aws.ts'
import { executionsOf } from '../../helpers/aws/executions.ts'

let connect: ConnectOnAws
beforeAll(async () => {
  connect = await openConnectOnAws({ bootstrap: inject('bootstrap'), dynamodb: inject('dynamodbEndpoint') })
})
afterAll(() => connect?.close())

/** A source that is always at work. */
const startSource = async (name: string) => {
  await connect.topics.create(name)
  await connect.rest.create(name, {
    'connector.class': 'DatagenConnector',
    'kafka.topic': name,
    quickstart: 'users',
    'max.interval': '20',
    'run.mode': 'continuous',
    'value.converter.schemas.enable': 'false',
  })
  await untilGrows(name, 0, 20)
}

const untilGrows = (topic: string, from: number, seconds: number) =>
  vi.waitFor(async () => expect(await connect.topics.end(topic)).toBeGreaterThan(from), {
    timeout: seconds * 1_000,
    interval: 50,
  })

const slicesOf = async (name: string) =>
  (await connect.aws.running()).filter(each => JSON.stringify(each.event).includes(`"connector":"${name}"`))

const killSlice = async (name: string) => {
  const [slice, ...others] = await vi.waitFor(async () => {
    const running = await slicesOf(name)
    expect(running).not.toEqual([])
    return running
  }, 30_000)
  expect(others).toEqual([])
  slice?.kill()
  await vi.waitFor(async () => expect((await slicesOf(name)).map(each => each.id)).not.toContain(slice?.id))
}

/** Resolves with the seconds until the connector produces again. */
const untilAtWork = async (name: string, within: number): Promise<number> => {
  const started = performance.now()
  await untilGrows(name, await connect.topics.end(name), within)
  return (performance.now() - started) / 1_000
}

const report = (what: string, seconds: number) =>
  process.stdout.write(`${what}: at work again after ${seconds.toFixed(1)} s\n`)

describe('a task whose process is killed while it works', () => {
  test('is at work again within 30 s through its execution', async () => {
    const name = 'aws-killed'
    await startSource(name)
    await killSlice(name)
    const seconds = await untilAtWork(name, 30)
    report('killed', seconds)
    expect(seconds).toBeLessThan(30)
    await connect.rest.delete(name)
    await connect.aws.untilIdle()
  })

  test.runIf(process.env.TEST_AWS === 'full')(
    'is at work again within 90 s through the tick when its execution is stopped too',
    async () => {
      const name = 'aws-stopped'
      await startSource(name)
      const executions = await executionsOf(connect.aws.clients.stepFunctions, connect.stateMachineArn)
      for (const { executionArn = '', status } of executions)
        if (status === 'RUNNING') await connect.aws.stopExecution(executionArn)
      await killSlice(name)
      const seconds = await untilAtWork(name, 100)
      report('killed, and its execution stopped', seconds)
      expect(seconds).toBeLessThan(90)
      await connect.rest.delete(name)
      await connect.aws.untilIdle()
    },
    180_000,
  )
})
