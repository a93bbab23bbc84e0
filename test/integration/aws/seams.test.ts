import { setTimeout } from 'node:timers/promises'
import { Duration } from 'aws-cdk-lib'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type ConnectOnAws, openConnectOnAws } from '../../helpers/aws/connect-on-aws.ts'

const full = process.env.TEST_AWS === 'full'

let connect: ConnectOnAws
beforeAll(async () => {
  if (!full) return
  const props = { sourceTask: { timeout: Duration.minutes(1) } }
  connect = await openConnectOnAws({
    bootstrap: inject('bootstrap'),
    dynamodb: inject('dynamodbEndpoint'),
    props,
  })
})
afterAll(() => connect?.close())

/** The longest that a topic went without a record, within so many ms, in ms. */
const longestPause = async (topic: string, within: number): Promise<number> => {
  let [end, since, longest] = [await connect.topics.end(topic), performance.now(), 0]
  for (const until = since + within; performance.now() < until; await setTimeout(20)) {
    const now = await connect.topics.end(topic)
    if (now === end) continue
    longest = Math.max(longest, performance.now() - since)
    ;[end, since] = [now, performance.now()]
  }
  return Math.max(longest, performance.now() - since)
}

test.runIf(full)(
  'a task that never idles goes from slice to slice within 2 s',
  async () => {
    const { aws, rest, topics } = connect
    const topic = 'aws-seams'
    await topics.create(topic)
    await rest.create(topic, {
      'connector.class': 'DatagenConnector',
      'kafka.topic': topic,
      quickstart: 'users',
      'max.interval': '20',
      'run.mode': 'continuous',
      'value.converter.schemas.enable': 'false',
    })
    while ((await topics.end(topic)) === 0) await setTimeout(100)
    // slices of 50 s: the function may take 60, and ends 10 before that
    const pause = await longestPause(topic, 115_000)
    process.stdout.write(`two seams: at most ${Math.round(pause)} ms without a record\n`)
    expect(pause).toBeLessThan(2_000)
    await rest.delete(topic)
    await aws.untilIdle()
  },
  200_000,
)
