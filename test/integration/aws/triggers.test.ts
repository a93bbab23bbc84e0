import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PutBucketNotificationConfigurationCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { Rule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnBucket } from 'aws-cdk-lib/aws-s3'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { triggerBy } from '../../../infra/triggers.ts'
import { region } from '../../helpers/aws/assembly.ts'
import { type ConnectOnAws, openConnectOnAws } from '../../helpers/aws/connect-on-aws.ts'
import { callJson } from '../../helpers/aws/json-call.ts'

const filesDir = join(import.meta.dirname, '../../../.cache/aws-files')
const account = '000000000000'
const [queueName, watchedBucket, notifyingBucket] = ['orders-placed', 'orders-landing', 'orders-inbox']

let connect: ConnectOnAws
let dir: string
beforeAll(async () => {
  await mkdir(filesDir, { recursive: true })
  dir = await mkdtemp(join(filesDir, 'triggers-'))
  connect = await openConnectOnAws({
    bootstrap: inject('bootstrap'),
    dynamodb: inject('dynamodbEndpoint'),
    props: { workerProperties: { 'file.connectors.dir': filesDir } },
    beside: (stack, { functions: { trigger } }) => {
      new Queue(stack, 'Orders', { queueName })
      new CfnBucket(stack, 'Landing', {
        bucketName: watchedBucket,
        notificationConfiguration: { eventBridgeConfiguration: { eventBridgeEnabled: true } },
      })
      new CfnBucket(stack, 'Inbox', { bucketName: notifyingBucket })
      triggerBy(stack, trigger, {
        bucketNames: [watchedBucket],
        queueArns: [`arn:aws:sqs:${region}:${account}:${queueName}`],
      })
      new Rule(stack, 'Shop', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(trigger)] })
      trigger.addPermission('Notifications', { principal: new ServicePrincipal('s3.amazonaws.com') })
    },
  })
})
afterAll(async () => {
  await connect?.close()
  await rm(dir, { recursive: true, force: true })
})

const soon = { timeout: 20_000, interval: 50 }

const untilEnd = (topic: string, end: number) =>
  vi.waitFor(async () => expect(await connect.topics.end(topic)).toBe(end), soon)

const startSource = async (name: string, patterns: object) => {
  const file = join(dir, `${name}.txt`)
  await Promise.all([connect.topics.create(name), writeFile(file, 'first\n')])
  await connect.rest.create(name, {
    'connector.class': 'FileStreamSource',
    file,
    topic: name,
    'trigger.events': JSON.stringify(patterns),
  })
  await untilEnd(name, 1)
  return file
}

const send = (service: string, target: string, body: object) =>
  callJson(connect.aws.endpoint, { service, target, body })

const queueUrl = async () => [...(await connect.aws.idsOf('AWS::SQS::Queue')).values()][0] ?? ''

const putObject = (Bucket: string, Key: string) =>
  connect.aws.clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'an order' }))

const happenings: readonly (readonly [string, object, () => Promise<unknown>])[] = [
  [
    'a message in a queue',
    { eventSource: ['aws:sqs'], body: { order: [{ exists: true }] } },
    async () =>
      send('sqs', 'AmazonSQS.SendMessage', { QueueUrl: await queueUrl(), MessageBody: '{"order":7}' }),
  ],
  [
    'an event on the bus',
    { source: ['shop'], detail: { status: ['paid'] } },
    () =>
      send('events', 'AWSEvents.PutEvents', {
        Entries: [{ Source: 'shop', DetailType: 'Order', Detail: '{"status":"paid"}' }],
      }),
  ],
  [
    'an object in a bucket that tells EventBridge',
    { source: ['aws.s3'], detail: { object: { key: [{ prefix: 'in/' }] } } },
    () => putObject(watchedBucket, 'in/one.json'),
  ],
  [
    'a notification of a bucket',
    { eventName: [{ prefix: 'ObjectCreated' }], s3: { bucket: { name: [notifyingBucket] } } },
    async () => {
      const LambdaFunctionArn = `arn:aws:lambda:${region}:${account}:function:${await connect.functionName('Trigger')}`
      await connect.aws.clients.s3.send(
        new PutBucketNotificationConfigurationCommand({
          Bucket: notifyingBucket,
          NotificationConfiguration: {
            LambdaFunctionConfigurations: [{ LambdaFunctionArn, Events: ['s3:ObjectCreated:*'] }],
          },
        }),
      )
      await putObject(notifyingBucket, 'two.json')
    },
  ],
]

test('what happens elsewhere starts the connectors that it is for at once, and no others', async () => {
  const [matching, other] = ['aws-trigger-matching', 'aws-trigger-other']
  const file = await startSource(
    matching,
    happenings.map(([, pattern]) => pattern),
  )
  const otherFile = await startSource(other, { source: ['shop'], detail: { status: ['refunded'] } })
  await connect.aws.untilIdle()
  await appendFile(otherFile, 'second\n')
  for (const [n, [what, , happen]] of happenings.entries()) {
    await appendFile(file, 'another\n')
    const started = performance.now()
    await happen()
    await untilEnd(matching, n + 2)
    process.stdout.write(`${what}: its record came after ${Math.round(performance.now() - started)} ms\n`)
    await connect.aws.untilIdle()
  }
  expect(await connect.topics.end(other)).toBe(1)
  expect(
    await send('sqs', 'AmazonSQS.GetQueueAttributes', {
      QueueUrl: await queueUrl(),
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  ).toEqual({
    Attributes: { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' },
  })
  for (const name of [matching, other]) await connect.rest.delete(name)
  await connect.aws.untilIdle()
  expect(await connect.aws.running()).toEqual([])
})
