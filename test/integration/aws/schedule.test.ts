import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { type ConnectOnAws, openConnectOnAws } from '../../helpers/aws/connect-on-aws.ts'
import { executionsOf, mapRunCounts } from '../../helpers/aws/executions.ts'

/** 500 with `npm run test:aws`. */
const tasks = process.env.TEST_AWS === 'full' ? 500 : 60
const maxConcurrency = 20
const iterations = 2

let connect: ConnectOnAws
beforeAll(async () => {
  connect = await openConnectOnAws({
    bootstrap: inject('bootstrap'),
    dynamodb: inject('dynamodbEndpoint'),
    props: { maxConcurrency },
  })
})
afterAll(() => connect?.close())

test(`${tasks} tasks that are due run ${maxConcurrency} at a time, every one of them, and none twice`, async () => {
  const { aws, topics, rest, stateMachineArn } = connect
  const topic = 'aws-many-tasks'
  await topics.create(topic)
  await rest.create('many', {
    'connector.class': 'DatagenConnector',
    'kafka.topic': topic,
    quickstart: 'users',
    iterations: String(iterations),
    'max.interval': '1',
    'tasks.max': String(tasks),
    'value.converter.schemas.enable': 'false',
  })
  const sourceTask = await connect.functionName('SourceTask')
  const most = { tasks: 0 }
  const started = performance.now()
  await vi.waitFor(
    async () => {
      const running = (await aws.running()).filter(each => each.functionName === sourceTask)
      most.tasks = Math.max(most.tasks, running.length)
      expect(await topics.end(topic)).toBe(tasks * iterations)
    },
    { timeout: 240_000, interval: 100 },
  )
  const seconds = (performance.now() - started) / 1_000
  await aws.untilIdle({ quiet: 2_000 })
  expect(await topics.end(topic)).toBe(tasks * iterations)
  expect(await rest.offsets('many')).toHaveLength(tasks)

  const executions = await executionsOf(aws.clients.stepFunctions, stateMachineArn)
  const counts = await Promise.all(
    executions.map(each => mapRunCounts(aws.clients.stepFunctions, each.executionArn ?? '')),
  )
  const children = counts.flat().reduce((sum, each) => sum + (each.succeeded ?? 0), 0)
  process.stdout.write(
    `${tasks} tasks in ${seconds.toFixed(1)} s, at most ${most.tasks} at a time, ${executions.length} executions, ${children} children\n`,
  )
  expect(most.tasks).toBeLessThanOrEqual(maxConcurrency)
  // the plan, and each task once
  expect(children).toBe(tasks + 1)
}, 300_000)
