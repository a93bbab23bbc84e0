import { Match, Template } from 'aws-cdk-lib/assertions'
import { expect, test } from 'vitest'
import { functionsOf, runnersOf, workerPropertiesOf } from './functions-of.ts'
import { statementsOf } from './statements.ts'
import { connectStack, secretArn, templateOf, type WorkerProperties, workers } from './variants.ts'

const everything = templateOf('everything')
const functions = functionsOf(everything)

const rolesThatMay = (action: string) => [
  ...new Set(
    statementsOf(everything)
      .filter(({ actions }) => actions.includes(action))
      .map(({ role }) => role.replace(/^Connect(.*)Role$/, '$1')),
  ),
]

test('the stack is called what the deployment is', () => {
  expect(connectStack(workers.everything).stackName).toBe('orders-connect')
  expect(connectStack(workers.selfManaged).stackName).toBe('KafkaConnect')
})

test('functions get the properties of a worker, and none of the stack’s or of listeners', () => {
  const properties = workerPropertiesOf(everything)
  expect(properties).toMatchObject({
    'group.id': 'orders-connect',
    'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
  })
  expect(Object.keys(properties).filter(key => /^(aws|rest|listeners)/.test(key))).toEqual([])
})

test('runners are in the subnets and security groups that are named', () => {
  for (const name of runnersOf(everything))
    expect(functions[name]?.VpcConfig).toEqual({
      SubnetIds: workers.everything['aws.vpc.subnet.ids'].split(','),
      SecurityGroupIds: [workers.everything['aws.vpc.security.group.ids']],
    })
  everything.resourceCountIs('AWS::EC2::SecurityGroup', 0)
  templateOf('mskIam').resourceCountIs('AWS::EC2::SecurityGroup', 1)
})

test('functions that run tasks have the size that is asked for', () => {
  for (const name of ['SourceTask', 'SinkTask'])
    expect(functions[name]).toMatchObject({
      MemorySize: 2048,
      Timeout: 600,
      EphemeralStorage: { Size: 1024 },
    })
  expect(functions.Schedule?.Environment?.Variables.MAX_CONCURRENCY).toBe('20')
})

test('connectors may read and write objects of the buckets, and delete none', () => {
  expect(rolesThatMay('s3:PutObject').toSorted()).toEqual(runnersOf(everything))
  expect(rolesThatMay('s3:ListBucket').toSorted()).toEqual(runnersOf(everything))
  const s3 = statementsOf(everything).filter(({ actions }) => actions.some(each => each.startsWith('s3:')))
  expect(new Set(s3.flatMap(each => each.actions))).toEqual(
    new Set(['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListBucket']),
  )
  expect(new Set(s3.flatMap(each => each.resources))).toEqual(
    new Set(
      ['orders-archive', 'orders-landing'].flatMap(name => [
        `arn:<AWS::Partition>:s3:::${name}`,
        `arn:<AWS::Partition>:s3:::${name}/*`,
      ]),
    ),
  )
})

test('and read the secrets', () => {
  expect(rolesThatMay('secretsmanager:GetSecretValue').toSorted()).toEqual(runnersOf(everything))
})

test('alarms are told to the topic that is named', () => {
  everything.allResourcesProperties('AWS::CloudWatch::Alarm', {
    AlarmActions: [workers.everything['aws.alarm.topic.arn']],
  })
})

test('a state table that is there is taken over', () => {
  const template = Template.fromStack(
    connectStack({ 'bootstrap.servers': 'broker:9092', 'aws.state.table.name': 'kept' }),
  )
  template.resourceCountIs('AWS::DynamoDB::Table', 0)
  for (const { Environment } of Object.values(functionsOf(template)))
    expect(Environment).toMatchObject({ Variables: { TABLE_NAME: 'kept' } })
  const due = statementsOf(template).find(({ resources }) =>
    resources.some(each => each.endsWith('/index/due')),
  )
  expect(due?.resources[0]).toContain('table/kept/index/due')
})

test('callers of the REST API bring a token, a signature, or nothing', () => {
  const calls = { RouteKey: Match.stringLikeRegexp('^ANY ') }
  everything.hasResourceProperties('AWS::ApiGatewayV2::Route', { ...calls, AuthorizationType: 'JWT' })
  everything.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    JwtConfiguration: { Issuer: 'https://login.example.com', Audience: ['connect'] },
  })
  templateOf('mskIam').allResourcesProperties('AWS::ApiGatewayV2::Route', { AuthorizationType: 'AWS_IAM' })
  templateOf('selfManaged').allResourcesProperties('AWS::ApiGatewayV2::Route', { AuthorizationType: 'NONE' })
})

test('browsers may ask whether a page may call, without a login, when the worker allows origins', () => {
  const routesOf = (template: Template) =>
    Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map(
      ({ Properties }) => `${Properties.RouteKey} ${Properties.AuthorizationType}`,
    )
  expect(routesOf(everything).toSorted()).toEqual([
    'ANY / JWT',
    'ANY /{proxy+} JWT',
    'OPTIONS / NONE',
    'OPTIONS /{proxy+} NONE',
  ])
  expect(routesOf(templateOf('mskIam'))).toEqual(['ANY / AWS_IAM', 'ANY /{proxy+} AWS_IAM'])
})

test('where the REST API is, the stack says', () => {
  everything.hasOutput('Url', { Value: Match.anyValue() })
})

const kafka = { 'bootstrap.servers': 'kafka:9092' }

test.each<readonly [WorkerProperties, string]>([
  [
    { ...kafka, 'access.control.allow.origin': 'https://(' },
    'Invalid value https://( for configuration access.control.allow.origin',
  ],
  [
    { 'aws.api.authorization': 'basic' },
    'Invalid value basic for configuration aws.api.authorization: String must be one of: iam, jwt, none',
  ],
  [
    { 'aws.api.authorization': 'jwt' },
    'aws.api.jwt.issuer and aws.api.jwt.audience are needed with aws.api.authorization=jwt',
  ],
  [
    { 'aws.msk.serverless': 'yes' },
    'Invalid value yes for configuration aws.msk.serverless: String must be one of: existing, new',
  ],
  [
    { 'aws.max.concurrency': '5000' },
    'Invalid value 5000 for configuration aws.max.concurrency: Value must be no more than 1000',
  ],
  [
    { 'aws.task.memory.mb': 'much' },
    'Invalid value much for configuration aws.task.memory.mb: Not a number of type INT',
  ],
  [
    { 'aws.task.timeout.minutes': '16' },
    'Invalid value 16 for configuration aws.task.timeout.minutes: Value must be no more than 15',
  ],
  [
    { 'aws.task.disk.mb': '20480' },
    'Invalid value 20480 for configuration aws.task.disk.mb: Value must be no more than 10240',
  ],
  [
    { 'aws.s3.bucket.name': 'orders' },
    'unknown: aws.s3.bucket.name; keys of the stack are aws.msk.cluster.arn,',
  ],
  [
    { 'aws.vpc.id': 'vpc-1' },
    'aws.vpc.subnet.ids and, as many, aws.vpc.availability.zones are needed with aws.vpc.id',
  ],
  [
    { 'aws.vpc.id': 'vpc-1', 'aws.vpc.subnet.ids': 'a,b', 'aws.vpc.availability.zones': 'eu-west-1a' },
    'aws.vpc.subnet.ids and, as many, aws.vpc.availability.zones are needed with aws.vpc.id',
  ],
  [
    { 'aws.vpc.subnet.ids': 'subnet-1' },
    'aws.vpc.id is missing, it is needed with subnets, zones and security groups',
  ],
  [{ 'aws.kafka.secret.arn': secretArn }, 'sasl.mechanism is "", a secret goes with PLAIN'],
])('%o is refused', (worker, text) => {
  expect(() => connectStack({ ...kafka, ...worker })).toThrow(text)
})
