import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { ConnectStack } from '../../infra/connect-stack.ts'
import { selfManagedKafka } from '../../infra/kafka/self-managed.ts'
import { KafkaConnect, type KafkaConnectProps } from '../../infra/kafka-connect.ts'

const account = 'eu-west-1:111122223333'
export const clusterArn = `arn:aws:kafka:${account}:cluster/orders/0a1b2c3d-1111-2222-3333-444455556666-7`
export const serverlessArn = `arn:aws:kafka:${account}:cluster/events/0a1b2c3d-1111-2222-3333-444455556666-s1`
export const secretArn = `arn:aws:secretsmanager:${account}:secret:AmazonMSK_orders-a1b2c3`

const vpc = {
  'aws.vpc.id': 'vpc-0a1b2c3d4e5f60718',
  'aws.vpc.subnet.ids': 'subnet-0a1b2c3d4e5f60718,subnet-0a1b2c3d4e5f60719',
  'aws.vpc.availability.zones': 'eu-west-1a,eu-west-1b',
}

export type WorkerProperties = Readonly<Record<string, string>>

const saslSsl = { 'security.protocol': 'SASL_SSL', 'sasl.mechanism': 'SCRAM-SHA-512' }

/** A worker's file for every kind of Kafka that a stack can be deployed beside. */
export const workers = {
  mskIam: { ...vpc, 'aws.msk.cluster.arn': clusterArn },
  mskScram: { ...vpc, ...saslSsl, 'aws.msk.cluster.arn': clusterArn, 'aws.kafka.secret.arn': secretArn },
  mskTls: {
    ...vpc,
    'aws.msk.cluster.arn': clusterArn,
    'security.protocol': 'SSL',
    'aws.kafka.secret.arn': secretArn,
  },
  mskServerless: { ...vpc, 'aws.msk.cluster.arn': serverlessArn },
  newMskServerless: { ...vpc, 'aws.msk.serverless': 'new' },
  selfManaged: { 'bootstrap.servers': 'kafka.example.com:9092', 'aws.api.authorization': 'none' },
  selfManagedScram: {
    ...saslSsl,
    'bootstrap.servers': 'kafka-1.example.com:9093,kafka-2.example.com:9093',
    'aws.kafka.secret.arn': secretArn,
  },
  selfManagedTls: {
    'security.protocol': 'SSL',
    'bootstrap.servers': 'kafka.example.com:9094',
    'aws.kafka.secret.arn': secretArn,
  },
  everything: {
    ...vpc,
    'group.id': 'orders-connect',
    'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
    'aws.msk.cluster.arn': clusterArn,
    'aws.vpc.security.group.ids': 'sg-0a1b2c3d4e5f60718',
    'aws.s3.bucket.names': 'orders-archive,orders-landing',
    'aws.secret.arns': `arn:aws:secretsmanager:${account}:secret:db/orders-d4e5f6`,
    'aws.api.authorization': 'jwt',
    'aws.api.jwt.issuer': 'https://login.example.com',
    'aws.api.jwt.audience': 'connect',
    'access.control.allow.origin': 'https://console.example.com',
    listeners: 'https://0.0.0.0:8083',
    'rest.basic.auth.password': 'not-for-a-template',
    'aws.max.concurrency': '20',
    'aws.task.memory.mb': '2048',
    'aws.task.timeout.minutes': '10',
    'aws.task.disk.mb': '1024',
    'aws.alarm.topic.arn': `arn:aws:sns:${account}:on-call`,
  },
} as const satisfies Record<string, WorkerProperties>

export type Variant = keyof typeof workers
export const variants = Object.keys(workers) as readonly Variant[]

export const connectStack = (worker: WorkerProperties, app = new App()): ConnectStack =>
  new ConnectStack(app, worker['group.id'] ?? 'KafkaConnect', { worker })

const templates = new Map<Variant, Template>()

/** Synthesized once a process. */
export const templateOf = (variant: Variant): Template => {
  const known = templates.get(variant)
  if (known !== undefined) return known
  const template = Template.fromStack(connectStack(workers[variant]))
  templates.set(variant, template)
  return template
}

/** The construct in a stack of somebody's own. */
export const ownStack = (over: (stack: Stack) => Partial<KafkaConnectProps> = () => ({})) => {
  const stack = new Stack(new App(), 'Own')
  const kafka = selfManagedKafka({ bootstrapServers: ['kafka.example.com:9092'] })
  const connect = new KafkaConnect(stack, 'Connect', { kafka, ...over(stack) })
  return { stack, connect }
}
