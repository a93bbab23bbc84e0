import { type ConfigOf, defineConfig, int, list, string } from '../connectors/sdk/config.ts'
import { between, oneOf } from '../connectors/sdk/validators.ts'

const low = { importance: 'LOW' } as const
const high = { importance: 'HIGH' } as const

/** Keys of a worker's file that say where and how the stack is deployed; all others are Kafka Connect's. */
export const stackDefinition = defineConfig({
  'group.id': string({ ...high, default: 'KafkaConnect', doc: 'Name of the stack, and of the deployment.' }),
  'bootstrap.servers': list({
    ...high,
    default: [],
    doc: 'host:port of brokers. May be left out with an MSK cluster.',
  }),
  'security.protocol': string({
    ...high,
    default: 'PLAINTEXT',
    doc: "As in Kafka; an MSK cluster's default is IAM.",
  }),
  'sasl.mechanism': string({ ...high, default: '', doc: 'As in Kafka, and `AWS_MSK_IAM`.' }),
  'aws.msk.cluster.arn': string({ ...high, default: '', doc: 'An MSK cluster that exists.' }),
  'aws.msk.serverless': string({
    ...low,
    default: 'existing',
    validator: oneOf('existing', 'new'),
    doc: '`new`: an MSK Serverless cluster is made.',
  }),
  'aws.kafka.secret.arn': string({
    ...high,
    default: '',
    doc: 'Secret with what logs in to Kafka: `username` and `password`, or for mutual TLS `certificate` and `privateKey`.',
  }),
  'aws.vpc.id': string({ ...high, default: '', doc: 'VPC of the functions that reach Kafka; empty: none.' }),
  'aws.vpc.subnet.ids': list({ ...high, default: [], doc: 'Their subnets.' }),
  'aws.vpc.availability.zones': list({
    ...high,
    default: [],
    doc: 'Zones of the subnets, in the same order.',
  }),
  'aws.vpc.security.group.ids': list({
    ...low,
    default: [],
    doc: 'Their security groups; default: one is made.',
  }),
  'aws.s3.bucket.names': list({ ...high, default: [], doc: 'Buckets that connectors may read and write.' }),
  'aws.trigger.bucket.names': list({
    ...low,
    default: [],
    doc: 'Buckets whose new objects start connectors with `trigger.events`; their notifications to EventBridge must be on.',
  }),
  'aws.trigger.queue.arns': list({
    ...low,
    default: [],
    doc: 'SQS queues whose messages start connectors with `trigger.events`.',
  }),
  'aws.secret.arns': list({ ...low, default: [], doc: 'Secrets that configurations may refer to.' }),
  'aws.api.authorization': string({
    ...high,
    default: 'iam',
    validator: oneOf('iam', 'jwt', 'none'),
    doc: 'Who may call the REST API.',
  }),
  'aws.api.jwt.issuer': string({ ...low, default: '', doc: 'Issuer of the tokens, with `jwt`.' }),
  'aws.api.jwt.audience': list({ ...low, default: [], doc: 'Audiences of the tokens, with `jwt`.' }),
  'aws.max.concurrency': int({
    ...low,
    default: 100,
    validator: between(1, 1_000),
    doc: 'Invocations that are at work at a time.',
  }),
  'aws.task.memory.mb': int({
    ...low,
    default: 1_024,
    validator: between(256, 10_240),
    doc: 'Memory of the functions that run tasks, MiB.',
  }),
  'aws.task.timeout.minutes': int({
    ...low,
    default: 14,
    validator: between(1, 15),
    doc: 'Longest slice of a task.',
  }),
  'aws.task.disk.mb': int({
    ...low,
    default: 512,
    validator: between(512, 10_240),
    doc: 'Disk of those functions, MiB.',
  }),
  'aws.state.table.name': string({
    ...low,
    default: '',
    doc: 'State table that is there, of a stack that was deleted; empty: one is made.',
  }),
  'aws.alarm.topic.arn': string({
    ...high,
    default: '',
    doc: 'SNS topic that is told of alarms; empty: none.',
  }),
})

export type StackConfig = ConfigOf<typeof stackDefinition>
