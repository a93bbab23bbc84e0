import { beforeAll, expect, inject, test } from 'vitest'
import { installArtifact } from '../../../infra/local/artifacts.ts'
import { kafkaTool } from '../../../infra/local/kafka-tool.ts'

beforeAll(() => installArtifact('kafka-tools'), 600_000)

test("Kafka's own tools write and read", async () => {
  const topic = ['--bootstrap-server', inject('bootstrap'), '--topic', 'kafka-tool-words']
  await kafkaTool('console-producer', topic, { input: 'one\ntwo\n' })
  const read = kafkaTool('console-consumer', [
    ...topic,
    '--from-beginning',
    '--max-messages',
    '2',
    '--timeout-ms',
    '60000',
  ])
  expect(await read).toBe('one\ntwo\n')
})

test('a tool that fails says why in one line', async () => {
  const refused = kafkaTool('configs', ['--bootstrap-server', inject('bootstrap'), '--alter'])
  await expect(refused).rejects.toThrow(/^java ended with 1: [^\n]+$/)
})
