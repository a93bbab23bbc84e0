import { Duration, Size } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { type IVpc, Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { describe, expect, test } from 'vitest'
import type { KafkaConnectProps } from '../../infra/kafka-connect.ts'
import { functionsOf, runnersOf } from './functions-of.ts'
import { asText, statementsOf } from './statements.ts'
import { ownStack } from './variants.ts'

const plain = Template.fromStack(ownStack().stack)

/** With everything by prop, and granted what a user grants. */
const rich = (() => {
  const { stack, connect } = ownStack(own => ({
    // the CDK's own declarations do not hold under exactOptionalPropertyTypes
    vpc: new Vpc(own, 'Vpc', { maxAzs: 2, natGateways: 0 }) as IVpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    encryptionKey: new Key(own, 'Key'),
    api: { throttle: { rateLimit: 5, burstLimit: 10 } },
    sourceTask: { memorySize: 2048, timeout: Duration.minutes(5), reservedConcurrentExecutions: 7 },
    sinkTask: { ephemeralStorageSize: Size.gibibytes(2) },
    maxConcurrency: 30,
  }))
  new Bucket(stack, 'Archive').grantReadWrite(connect)
  connect.grantInvokeApi(new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }))
  const vpc = Vpc.fromVpcAttributes(stack, 'Same', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    availabilityZones: ['a'],
  })
  const database = new SecurityGroup(stack, 'Database', { vpc, description: 'a database' })
  connect.connections.allowTo(database, Port.POSTGRES, 'connectors')
  return Template.fromStack(stack)
})()

const functions = functionsOf(rich)
const runners = runnersOf(rich)

/** Functions for which something holds. */
const those = (holds: (name: string) => boolean) => Object.keys(functions).filter(holds).toSorted()

const rolesWith = (template: Template, action: string, resource: string) =>
  statementsOf(template)
    .filter(({ actions, resources }) => actions.includes(action) && resources.includes(resource))
    .map(({ role }) => role.replace(/^Connect(.*)Role$/, '$1'))
    .toSorted()

describe('functions', () => {
  test('are on Arm and Node 24, traced, and write JSON lines into logs of their own', () => {
    expect(runners).toEqual(expect.arrayContaining(['Plan', 'SinkTask', 'SourceTask']))
    expect(those(name => name === 'ApiHandler' || name === 'Schedule')).toHaveLength(2)
    for (const name of Object.keys(functions))
      expect(functions[name]).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: {
          LogFormat: 'JSON',
          LogGroup: { Ref: expect.stringContaining(`Connect${name}Logs`) },
        },
      })
  })

  test('share one asset, each with its own entry point', () => {
    const keys = new Set(Object.values(functions).map(({ Code }) => JSON.stringify(Code)))
    const handlers = Object.values(functions).map(({ Handler }) => Handler)
    expect(keys.size).toBe(1)
    expect(new Set(handlers).size).toBe(handlers.length)
  })

  test('that run tasks have the size that props give them, the default otherwise', () => {
    expect(functions.SourceTask).toMatchObject({
      MemorySize: 2048,
      Timeout: 300,
      ReservedConcurrentExecutions: 7,
    })
    expect(functions.SinkTask).toMatchObject({
      MemorySize: 1024,
      Timeout: 840,
      EphemeralStorage: { Size: 2048 },
    })
    expect(functions.SourceTask).not.toHaveProperty('EphemeralStorage')
    expect(functions.SinkTask).not.toHaveProperty('ReservedConcurrentExecutions')
  })

  test('that reach Kafka are in the VPC, those of the control plane are not', () => {
    expect(those(name => functions[name]?.VpcConfig !== undefined)).toEqual(runners)
    expect(Object.values(functionsOf(plain)).filter(each => each.VpcConfig !== undefined)).toEqual([])
    for (const name of runners) {
      const { SubnetIds = [], SecurityGroupIds = [] } = functions[name]?.VpcConfig ?? {}
      expect(SubnetIds.map(asText)).toEqual(['<VpcIsolatedSubnet1Subnet>', '<VpcIsolatedSubnet2Subnet>'])
      expect(SecurityGroupIds.map(asText)).toEqual(['<ConnectSecurityGroup.GroupId>'])
    }
  })

  test('know how many invocations may be at work', () => {
    expect(functions.Schedule?.Environment?.Variables.MAX_CONCURRENCY).toBe('30')
    const machine = Object.values(rich.findResources('AWS::StepFunctions::StateMachine'))[0]
    expect(asText(machine?.Properties.DefinitionString)).toContain('"MaxConcurrency":30')
  })

  test('are given neither secrets nor anything else by AWS’s own names', () => {
    for (const { Environment } of Object.values(functions))
      for (const name of Object.keys(Environment?.Variables ?? {})) expect(name).not.toMatch(/^AWS_/)
  })
})

describe('the REST API', () => {
  test('asks for a signature by default, and everything goes to one function', () => {
    const routes = Object.values(plain.findResources('AWS::ApiGatewayV2::Route'))
    expect(routes.map(({ Properties }) => [Properties.RouteKey, Properties.AuthorizationType])).toEqual([
      ['ANY /', 'AWS_IAM'],
      ['ANY /{proxy+}', 'AWS_IAM'],
    ])
    plain.resourceCountIs('AWS::ApiGatewayV2::Integration', 1)
  })

  test.each([
    [plain, 50, 100],
    [rich, 5, 10],
  ])('is throttled, and its calls are logged', (template, rate, burst) => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst },
      AccessLogSettings: {
        DestinationArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ConnectAccessLogs'), 'Arn'] },
        Format: Match.serializedJson(
          Match.objectLike({
            path: '$context.path',
            status: '$context.status',
            requestId: '$context.requestId',
          }),
        ),
      },
    })
  })

  test('logs no query and no header: they may have secrets', () => {
    const [stage] = Object.values(plain.findResources('AWS::ApiGatewayV2::Stage'))
    const { Format } = stage?.Properties.AccessLogSettings ?? {}
    expect(Format).not.toMatch(/querystring|header|routeKey|body/i)
  })

  test('is open to those whom grantInvokeApi names', () => {
    const granted = statementsOf(rich).filter(({ role }) => role === 'Caller')
    expect(granted.map(({ actions }) => actions)).toEqual([['execute-api:Invoke']])
    expect(granted[0]?.resources).toEqual([
      'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<ConnectApi>/*/*/*',
    ])
  })
})

describe('what is granted to the construct', () => {
  test('is granted to the functions that run connectors, and to no other', () => {
    expect(rolesWith(rich, 's3:PutObject', '<Archive.Arn>/*')).toEqual(runners)
    expect(rolesWith(rich, 's3:List*', '<Archive.Arn>')).toEqual(runners)
  })

  test('opens its connections', () => {
    rich.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 5432,
      GroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Database'), 'GroupId'] },
      SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ConnectSecurityGroup'), 'GroupId'] },
    })
  })
})

describe('encryption', () => {
  const key = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] }

  test('with a key of one’s own: table, logs, and environments', () => {
    rich.hasResourceProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key },
    })
    const groups = rich.findResources('AWS::Logs::LogGroup')
    expect(Object.keys(groups).length).toBeGreaterThan(6)
    rich.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: key })
    rich.allResourcesProperties('AWS::Lambda::Function', { KmsKeyArn: key })
  })

  test('whoever reads or writes what it encrypts may use it', () => {
    expect(rolesWith(rich, 'kms:Decrypt', '<Key.Arn>')).toEqual(Object.keys(functions).toSorted())
    rich.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: Match.arrayWith(['kms:Decrypt', 'kms:GenerateDataKey*']),
            Principal: { Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
          }),
        ]),
      },
    })
  })

  test('without one: by the services’ own keys', () => {
    plain.hasResourceProperties('AWS::DynamoDB::Table', { SSESpecification: { SSEEnabled: true } })
  })
})

test('the table can be recovered to a point in time, and outlives the stack', () => {
  plain.hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: Match.absent(),
    },
  })
})

test('the schedule looks every minute, and does not catch up', () => {
  plain.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'rate(1 minute)',
    Target: { Input: '{"version":1}', RetryPolicy: { MaximumRetryAttempts: 0 } },
  })
  plain.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumEventAgeInSeconds: 60 })
})

const refused: readonly (readonly [Partial<KafkaConnectProps>, string])[] = [
  [{ maxConcurrency: 0 }, 'maxConcurrency is 0, allowed are 1 to 1000'],
  [{ maxConcurrency: 1.5 }, 'maxConcurrency is 1.5, allowed are 1 to 1000'],
  [{ maxConcurrency: 1001 }, 'maxConcurrency is 1001, allowed are 1 to 1000'],
  [{ sourceTask: { memorySize: 64 } }, 'sourceTask.memorySize, MiB, is 64, allowed are 128 to 10240'],
  [{ sinkTask: { timeout: Duration.hours(1) } }, 'sinkTask.timeout, s, is 3600, allowed are 60 to 900'],
  [
    { sinkTask: { ephemeralStorageSize: Size.mebibytes(100) } },
    'sinkTask.ephemeralStorageSize, MiB, is 100, allowed are 512 to 10240',
  ],
  [{ securityGroups: [] }, 'vpcSubnets and securityGroups are allowed with a vpc, and there is none'],
  [
    { workerProperties: { 'ssl.truststore.certificates': 'x'.repeat(2_950) } },
    'have 3029 characters, allowed are 3000; long values may be references to a secret',
  ],
]

test.each(refused)('%o is refused', (props, text) => {
  expect(() => ownStack(() => props)).toThrow(text)
})
