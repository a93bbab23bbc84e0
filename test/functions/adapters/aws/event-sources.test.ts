import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EventSourceDeployment } from '../../../../functions/adapters/aws/event-source-requests.ts'
import { openEventSources } from '../../../../functions/adapters/aws/event-sources.ts'
import { aliasOf } from '../../../../functions/runtime/connector-alias.ts'
import type { EventSourceSettings } from '../../../../functions/runtime/ports/event-sources.ts'
import { eventSourcesConformance } from '../../../conformance/event-sources.ts'
import { type LambdaControlPlane, lambdaControlPlane } from '../../../helpers/lambda-control-plane.ts'
import { memoryEventSources } from '../../../helpers/memory-event-sources.ts'

const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:sink-event'
const clusterArn = 'arn:aws:kafka:us-east-1:123456789012:cluster/orders/6d2b4c5e-1'

const msk: EventSourceDeployment = { functionArn, version: '4', cluster: { arn: clusterArn }, access: [] }

const selfManaged: EventSourceDeployment = {
  functionArn,
  version: '4',
  cluster: { bootstrapServers: ['k1:9092', 'k2:9092'] },
  access: [
    { type: 'SASL_SCRAM_512_AUTH', uri: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:kafka' },
    { type: 'VPC_SUBNET', uri: 'subnet:subnet-1' },
  ],
}

const open = (deployment: EventSourceDeployment, { endpoint }: LambdaControlPlane) =>
  openEventSources(deployment, aliasOf, {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    maxAttempts: 1,
  })

for (const [name, deployment] of Object.entries({ msk, selfManaged }))
  eventSourcesConformance(`Lambda, ${name}`, async () => {
    const lambda = await lambdaControlPlane()
    return { sources: open(deployment, lambda), settle: lambda.settle, close: lambda.close }
  })

eventSourcesConformance('in memory', async () => {
  const { sources, settle } = memoryEventSources()
  return { sources, settle, close: () => {} }
})

const settings: EventSourceSettings = {
  topic: 'orders',
  group: 'connect-archive',
  startingPosition: 'latest',
  enabled: true,
  batchSize: 1_000,
  batchWindow: 500,
  filter: '',
  onFailure: '',
  pollers: null,
}

describe('the calls of Lambda', () => {
  let lambda: LambdaControlPlane
  beforeEach(async () => {
    lambda = await lambdaControlPlane()
  })
  afterEach(() => lambda.close())

  it('make an alias of the version that is deployed, and bring it to the next', async () => {
    await open(msk, lambda).attach('orders to file')
    await open({ ...msk, version: '5' }, lambda).attach('orders to file')
    await open({ ...msk, version: '5' }, lambda).attach('orders to file')
    const aliases = `/2015-03-31/functions/${functionArn}/aliases`
    expect(lambda.calls).toEqual([
      { call: `POST ${aliases}`, input: { Name: 'orders_20to_20file', FunctionVersion: '4' } },
      { call: `PUT ${aliases}/orders_20to_20file`, input: { FunctionVersion: '5' } },
    ])
  })

  it('create a mapping of an MSK cluster', async () => {
    await open(msk, lambda).create('archive', settings)
    expect(lambda.calls.map(({ input }) => input)).toEqual([
      {
        FunctionName: `${functionArn}:archive`,
        EventSourceArn: clusterArn,
        Topics: ['orders'],
        StartingPosition: 'LATEST',
        AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'connect-archive' },
        Enabled: true,
        BatchSize: 1_000,
        FilterCriteria: {},
        DestinationConfig: { OnFailure: {} },
        ProvisionedPollerConfig: {},
        FunctionResponseTypes: [],
        SourceAccessConfigurations: [],
      },
    ])
  })

  it('create a mapping of another cluster, with all that can be said', async () => {
    await open(selfManaged, lambda).create('archive', {
      ...settings,
      startingPosition: 'earliest',
      batchWindow: 2_000,
      filter: '{"value":{"kind":["order"]}}',
      onFailure: 'kafka://failed',
      pollers: { min: 2, max: 8 },
    })
    expect(lambda.calls.map(({ input }) => input)).toEqual([
      {
        FunctionName: `${functionArn}:archive`,
        SelfManagedEventSource: { Endpoints: { KAFKA_BOOTSTRAP_SERVERS: ['k1:9092', 'k2:9092'] } },
        SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: 'connect-archive' },
        Topics: ['orders'],
        StartingPosition: 'TRIM_HORIZON',
        Enabled: true,
        BatchSize: 1_000,
        MaximumBatchingWindowInSeconds: 2,
        FilterCriteria: { Filters: [{ Pattern: '{"value":{"kind":["order"]}}' }] },
        DestinationConfig: { OnFailure: { Destination: 'kafka://failed' } },
        ProvisionedPollerConfig: { MinimumPollers: 2, MaximumPollers: 8 },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        SourceAccessConfigurations: [
          {
            Type: 'SASL_SCRAM_512_AUTH',
            URI: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:kafka',
          },
          { Type: 'VPC_SUBNET', URI: 'subnet:subnet-1' },
        ],
      },
    ])
  })

  it('tell a mapping of another cluster, and one with another login', async () => {
    const sources = open(msk, lambda)
    await sources.attach('archive')
    await sources.create('archive', settings)
    lambda.settle()
    expect(await sources.list('archive')).toMatchObject([{ obsolete: false, outdated: false }])
    const moved = open({ ...msk, cluster: { arn: `${clusterArn}2` } }, lambda)
    expect(await moved.list('archive')).toMatchObject([{ obsolete: true }])
    const other = open({ ...msk, access: [{ type: 'SASL_SCRAM_512_AUTH', uri: 'arn:secret' }] }, lambda)
    expect(await other.list('archive')).toMatchObject([{ obsolete: false, outdated: true }])
  })

  it.each([
    [{ LastProcessingResult: 'PROBLEM: Connection error.' }, 'PROBLEM: Connection error.'],
    [{ LastProcessingResult: 'PROBLEM: Function call failed' }, undefined],
    [{ LastProcessingResult: 'OK' }, undefined],
    [
      { wanted: 'Disabled', StateTransitionReason: 'Lambda is not authorized' },
      'disabled: Lambda is not authorized',
    ],
    [{ wanted: 'Disabled', StateTransitionReason: 'USER_INITIATED' }, undefined],
  ])('tell the problem of a mapping: %j', async (fields, problem) => {
    const sources = open(msk, lambda)
    await sources.attach('archive')
    await sources.create('archive', settings)
    for (const mapping of lambda.mappings()) Object.assign(mapping, fields)
    lambda.settle()
    expect((await sources.list('archive')).map(source => source.problem)).toEqual([problem])
  })

  it('that come twice, or while a mapping changes, are no failures', async () => {
    const sources = open(msk, lambda)
    await sources.attach('archive')
    await sources.create('archive', settings)
    await sources.create('archive', settings)
    const [source] = await sources.list('archive')
    if (source === undefined) throw new Error('it was not created')
    await sources.update(source, settings)
    await sources.delete(source)
    lambda.settle()
    await sources.delete(source)
    lambda.settle()
    await sources.delete(source)
    expect(await sources.list('archive')).toEqual([])
  })

  it.each([
    ['throttled', true, 'TooManyRequestsException'],
    ['invalid', false, 'InvalidParameterValueException'],
  ] as const)('that are %s say so, and whether it helps to try again', async (refusal, retriable, text) => {
    lambda.refuse(refusal)
    const error = await open(msk, lambda)
      .create('archive', settings)
      .catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'EXTERNAL', retriable, message: expect.stringContaining(text) })
  })
})
