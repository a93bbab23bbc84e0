import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GetFunctionCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { type ConnectOnAws, openConnectOnAws } from '../../helpers/aws/connect-on-aws.ts'
import { numberedLine, numberedLines } from '../../helpers/numbered-lines.ts'
import { checkTopic } from '../../helpers/verdict.ts'

const topic = 'aws-upgrade'
const portion = 500
const soon = { timeout: 60_000, interval: 250 }
const filesDir = join(import.meta.dirname, '../../../.cache/aws-files')
const file = join(filesDir, `upgrade-${process.pid}.txt`)

let connect: ConnectOnAws
beforeAll(async () => {
  await mkdir(filesDir, { recursive: true })
  connect = await openConnectOnAws({
    bootstrap: inject('bootstrap'),
    dynamodb: inject('dynamodbEndpoint'),
    props: { workerProperties: { 'file.connectors.dir': filesDir } },
  })
})
afterAll(() => connect?.close())

/** What the function that runs sources is now: its code and its memory. */
const release = async () => {
  const command = new GetFunctionCommand({ FunctionName: await connect.functionName('SourceTask') })
  const { Configuration } = await connect.aws.clients.lambda.send(command)
  return { code: Configuration?.CodeSha256, memory: Configuration?.MemorySize }
}

let written = 0
/** Writes some more lines and waits until they are in the topic. */
const goesOn = async () => {
  await appendFile(file, numberedLines(written, written + portion))
  written += portion
  await vi.waitFor(async () => {
    const last = (await connect.topics.values(topic)).at(-1)
    expect(last?.toString()).toBe(numberedLine(written - 1))
  }, soon)
}

const states = async () => {
  const { connector, tasks } = await connect.rest.status('upgraded')
  return [connector.state, ...tasks.map(task => task.state)]
}

/** There is more to do while something happens, and afterwards. The emulator ends functions at work that are changed. */
const whileAtWork = async (happens: () => Promise<void>) => {
  await Promise.all([happens(), goesOn()])
  await goesOn()
  expect(await states()).toEqual(['RUNNING', 'RUNNING'])
}

test('a release is deployed over a connector at work, and rolled back, and nothing is lost', async () => {
  await Promise.all([connect.topics.create(topic), writeFile(file, '')])
  await connect.rest.create('upgraded', {
    'connector.class': 'FileStreamSource',
    file,
    topic,
    'run.mode': 'continuous',
    'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
  })
  await goesOn()
  const before = await release()
  const table = [...(await connect.aws.idsOf('AWS::DynamoDB::Table')).values()]
  await whileAtWork(() => connect.update({ sourceTask: { memorySize: 768 } }))
  const after = await release()
  expect(after.memory).toBe(768)
  expect(after.code).not.toBe(before.code)
  await whileAtWork(() => connect.rollBack())
  expect(await release()).toEqual(before)
  expect([...(await connect.aws.idsOf('AWS::DynamoDB::Table')).values()]).toEqual(table)
  const { repeats } = checkTopic(await connect.topics.values(topic), written)
  process.stdout.write(`another release and back: ${written} lines, ${repeats} repeated\n`)
  await connect.rest.delete('upgraded')
  await connect.aws.untilIdle()
}, 180_000)
