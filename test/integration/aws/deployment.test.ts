import { DescribeTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { GetFunctionCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { unlistedDifferences } from '../../helpers/aws/allowed-edits.ts'
import { readAssembly } from '../../helpers/aws/assembly.ts'
import { dynamoDbClient } from '../../helpers/dynamodb-client.ts'
import { type Fixture, openFixture } from './fixture/open-fixture.ts'

let aws: Fixture
beforeAll(async () => {
  aws = await openFixture()
})
afterAll(() => aws?.close())

const tableName = async () => [...(await aws.idsOf('AWS::DynamoDB::GlobalTable')).values()][0] ?? ''

test('what is deployed is what was synthesized but for the allowed edits', async () => {
  const { template } = readAssembly(aws.assembly)
  const deployed = await aws.deployment.template()
  expect(unlistedDifferences(template, deployed)).toEqual([])
  const created = (await aws.deployment.resources()).map(each => each.logicalId)
  expect(created.toSorted()).toEqual(Object.keys(deployed.Resources).toSorted())
  expect(Object.keys(template.Resources).length - created.length).toBeGreaterThan(0)
})

test('any other edit shows', async () => {
  const { template } = readAssembly(aws.assembly)
  const deployed = await aws.deployment.template()
  const [alarm = ''] = (await aws.idsOf('AWS::CloudWatch::Alarm')).keys()
  const [machine = ''] = (await aws.idsOf('AWS::StepFunctions::StateMachine')).keys()
  const { [alarm]: _, ...others } = deployed.Resources
  const Resources = { ...others, [machine]: { ...others[machine], Type: 'AWS::SNS::Topic' } }
  expect(unlistedDifferences(template, { ...deployed, Resources }).toSorted()).toEqual([
    `- Resources.${alarm}`,
    `~ Resources.${machine}.Type "AWS::StepFunctions::StateMachine" → "AWS::SNS::Topic"`,
  ])
})

test('the table is made at DynamoDB Local, where the functions write', async () => {
  const client = new DynamoDBClient(dynamoDbClient(inject('dynamodbEndpoint')))
  const TableName = await tableName()
  const { Table } = await client.send(new DescribeTableCommand({ TableName }))
  expect(Table?.KeySchema?.map(each => each.AttributeName)).toEqual(['pk', 'sk'])
  expect(Table?.GlobalSecondaryIndexes).toMatchObject([
    { IndexName: 'due', Projection: { ProjectionType: 'KEYS_ONLY' } },
  ])
  await aws.invoke(aws.writer, { put: 'one' })
  const found = await client.send(
    new GetItemCommand({ TableName, Key: { pk: { S: 'one' }, sk: { S: 'one' } } }),
  )
  expect(found.Item).toBeDefined()
})

test('a function runs on the Node that deployed it, and knows what it is', async () => {
  const { payload } = await aws.invoke(aws.writer, {})
  expect(payload).toMatchObject({
    node: process.version,
    arn: `arn:aws:lambda:us-east-1:000000000000:function:${aws.writer}`,
    trace: expect.stringMatching(/^Root=1-.*;Sampled=1$/),
  })
  const { remaining, requestId } = payload as { remaining: number; requestId: string }
  expect(remaining).toBeGreaterThan(1000)
  expect(remaining).toBeLessThanOrEqual(2000)
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
})

test('the HTTP API asks for a signature', async () => {
  expect(await aws.callApi({ path: '/x', anonymous: true })).toMatchObject({ status: 403 })
  const { status, body } = await aws.callApi({ path: '/a%2Fb?x=1', method: 'POST', body: { y: 2 } })
  expect(status).toBe(200)
  expect(body).toMatchObject({ event: { rawPath: '/a/b', rawQueryString: 'x=1', body: '{"y":2}' } })
})

test('what a function prints can be read, metrics among it', async () => {
  const metrics = '{"_aws":{"CloudWatchMetrics":[]},"records":1}'
  await aws.invoke(aws.writer, { print: metrics })
  expect(await aws.log(aws.writer)).toContain(metrics)
})

test('an update brings new configuration, and a deletion takes everything away', async () => {
  await aws.deployment.update(aws.synthesize('2'))
  expect((await aws.invoke(aws.writer, {})).payload).toMatchObject({ version: '2' })
  await aws.deployment.delete()
  const gone = aws.clients.lambda.send(new GetFunctionCommand({ FunctionName: aws.writer }))
  await expect(gone).rejects.toThrow('Function not found')
})
