import { CfnOutput, Duration, Size, Stack, type StackProps } from 'aws-cdk-lib'
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { parseConfig } from '../connectors/sdk/config.ts'
import type { ApiAuthorization } from './control-plane.ts'
import { grantObjects } from './grants.ts'
import { KafkaConnect, type KafkaConnectProps } from './kafka-connect.ts'
import { type StackConfig, stackDefinition } from './stack-config.ts'
import { kafkaOf } from './stack-kafka.ts'
import { existingStateTable } from './state-table.ts'
import { triggerBy } from './triggers.ts'

export interface ConnectStackProps extends StackProps {
  /** worker properties as in Kafka Connect, and those of the stack (`aws.*`) */
  readonly worker: Readonly<Record<string, string>>
}

const authorizationOf = (config: StackConfig): ApiAuthorization => {
  const issuer = config['aws.api.jwt.issuer']
  const audience = config['aws.api.jwt.audience']
  switch (config['aws.api.authorization']) {
    case 'jwt':
      if (issuer === '' || audience.length === 0)
        throw new Error(
          'aws.api.jwt.issuer and aws.api.jwt.audience are needed with aws.api.authorization=jwt',
        )
      return { type: 'jwt', issuer, audience }
    case 'none':
      return { type: 'none' }
    default:
      return { type: 'iam' }
  }
}

type Network = Pick<KafkaConnectProps, 'vpc' | 'securityGroups'>

const networkOf = (scope: Construct, config: StackConfig): Network => {
  const vpcId = config['aws.vpc.id']
  const [availabilityZones, privateSubnetIds] = [
    config['aws.vpc.availability.zones'],
    config['aws.vpc.subnet.ids'],
  ]
  const securityGroupIds = config['aws.vpc.security.group.ids']
  if (vpcId === '') {
    if (availabilityZones.length + privateSubnetIds.length + securityGroupIds.length === 0) return {}
    throw new Error('aws.vpc.id is missing, it is needed with subnets, zones and security groups')
  }
  if (privateSubnetIds.length === 0 || availabilityZones.length !== privateSubnetIds.length)
    throw new Error('aws.vpc.subnet.ids and, as many, aws.vpc.availability.zones are needed with aws.vpc.id')
  const vpc = Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId,
    availabilityZones: [...availabilityZones],
    privateSubnetIds: [...privateSubnetIds],
  })
  const securityGroups = securityGroupIds.map(id => SecurityGroup.fromSecurityGroupId(scope, id, id))
  return { vpc, ...(securityGroups.length > 0 && { securityGroups }) }
}

const alarmTopicOf = (scope: Construct, config: StackConfig): Pick<KafkaConnectProps, 'alarmTopic'> => {
  const arn = config['aws.alarm.topic.arn']
  return arn === '' ? {} : { alarmTopic: Topic.fromTopicArn(scope, 'AlarmTopic', arn) }
}

const stateTableOf = (scope: Construct, config: StackConfig): Pick<KafkaConnectProps, 'stateTable'> => {
  const name = config['aws.state.table.name']
  return name === '' ? {} : { stateTable: existingStateTable(scope, name) }
}

const checkKeys = (worker: Readonly<Record<string, string>>): void => {
  const unknown = Object.keys(worker).filter(key => key.startsWith('aws.') && !(key in stackDefinition))
  if (unknown.length === 0) return
  const known = Object.keys(stackDefinition).filter(key => key.startsWith('aws.'))
  throw new Error(`unknown: ${unknown.join(', ')}; keys of the stack are ${known.join(', ')}`)
}

/** What the stack itself reads is nothing to the functions. */
/** Without what is for the stack, and for listeners on one machine: API Gateway lets callers in. */
const forFunctions = (worker: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(worker).filter(([key]) => !/^(aws\.|rest\.|listeners)/.test(key)))

/** A stack with Kafka Connect in it, from a worker's properties. */
export class ConnectStack extends Stack {
  readonly connect: KafkaConnect

  constructor(scope: Construct, id: string, { worker, ...props }: ConnectStackProps) {
    super(scope, id, props)
    checkKeys(worker)
    const config = parseConfig(stackDefinition, worker)
    const properties = forFunctions(worker)
    const task = {
      memorySize: config['aws.task.memory.mb'],
      timeout: Duration.minutes(config['aws.task.timeout.minutes']),
      ephemeralStorageSize: Size.mebibytes(config['aws.task.disk.mb']),
    }
    this.connect = new KafkaConnect(this, 'Connect', {
      kafka: kafkaOf(this, config, properties),
      workerProperties: properties,
      ...networkOf(this, config),
      api: { authorization: authorizationOf(config) },
      sourceTask: task,
      sinkTask: task,
      maxConcurrency: config['aws.max.concurrency'],
      ...alarmTopicOf(this, config),
      ...stateTableOf(this, config),
      secrets: config['aws.secret.arns'].map(arn => Secret.fromSecretCompleteArn(this, arn, arn)),
    })
    for (const name of config['aws.s3.bucket.names'])
      grantObjects(Bucket.fromBucketName(this, `Bucket${name}`, name), this.connect)
    triggerBy(this, this.connect.functions.trigger, {
      bucketNames: config['aws.trigger.bucket.names'],
      queueArns: config['aws.trigger.queue.arns'],
    })
    new CfnOutput(this, 'Url', { value: this.connect.url, description: "Kafka Connect's REST API" })
  }
}
