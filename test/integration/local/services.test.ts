import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { Kafka, logLevel } from 'kafkajs'
import { expect, inject, test } from 'vitest'

const aws = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }

test.runIf(inject('bootstrap'))('the broker creates a topic that somebody writes to', async () => {
  const kafka = new Kafka({ brokers: [inject('bootstrap')], logLevel: logLevel.NOTHING })
  const producer = kafka.producer()
  await producer.connect()
  const [written] = await producer.send({ topic: 'services-probe', messages: [{ value: 'one' }] })
  await producer.disconnect()
  expect(written).toMatchObject({ topicName: 'services-probe', errorCode: 0 })
})

test.runIf(inject('dynamodbEndpoint'))('DynamoDB Local answers', async () => {
  const dynamodb = new DynamoDBClient({ ...aws, endpoint: inject('dynamodbEndpoint') })
  expect((await dynamodb.send(new ListTablesCommand({}))).$metadata.httpStatusCode).toBe(200)
})

test.runIf(inject('s3Endpoint'))('the object store answers', async () => {
  const s3 = new S3Client({ ...aws, endpoint: inject('s3Endpoint'), forcePathStyle: true })
  expect((await s3.send(new ListBucketsCommand({}))).$metadata.httpStatusCode).toBe(200)
})
