import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Construct } from 'constructs'
import type { KafkaCluster } from './kafka/kafka-cluster.ts'
import { type MskAuthentication, msk } from './kafka/msk.ts'
import { newMskServerless } from './kafka/new-msk-serverless.ts'
import { selfManagedKafka } from './kafka/self-managed.ts'
import type { StackConfig } from './stack-config.ts'

const secretOf = (scope: Construct, arn: string): ISecret =>
  Secret.fromSecretCompleteArn(scope, 'KafkaSecret', arn)

const needed = (secret: ISecret | undefined, why: string): ISecret => {
  if (secret !== undefined) return secret
  throw new Error(`aws.kafka.secret.arn is missing, it is needed with ${why}`)
}

const authenticationOf = (config: StackConfig, secret: ISecret | undefined): MskAuthentication => {
  if (config['security.protocol'] === 'SSL')
    return { type: 'tls', secret: needed(secret, 'security.protocol=SSL') }
  const mechanism = config['sasl.mechanism']
  if (mechanism === '' || mechanism === 'AWS_MSK_IAM') return { type: 'iam' }
  if (mechanism === 'SCRAM-SHA-512')
    return { type: 'scram', secret: needed(secret, `sasl.mechanism=${mechanism}`) }
  throw new Error(`sasl.mechanism is ${mechanism}, MSK allows AWS_MSK_IAM and SCRAM-SHA-512`)
}

/** The cluster that a worker's file names. */
export const kafkaOf = (
  scope: Construct,
  config: StackConfig,
  properties: Readonly<Record<string, string>>,
): KafkaCluster => {
  const clusterArn = config['aws.msk.cluster.arn']
  if (config['aws.msk.serverless'] === 'new') {
    if (clusterArn === '') return newMskServerless()
    throw new Error(`aws.msk.cluster.arn is ${clusterArn}, with aws.msk.serverless=new none is allowed`)
  }
  const arn = config['aws.kafka.secret.arn']
  const secret = arn === '' ? undefined : secretOf(scope, arn)
  const servers = config['bootstrap.servers']
  if (clusterArn !== '')
    return msk({
      clusterArn,
      authentication: authenticationOf(config, secret),
      ...(servers.length > 0 && { bootstrapServers: servers }),
    })
  if (servers.length === 0)
    throw new Error('one of bootstrap.servers, aws.msk.cluster.arn and aws.msk.serverless=new is needed')
  return selfManagedKafka({ bootstrapServers: servers, properties, ...(secret && { secret }) })
}
