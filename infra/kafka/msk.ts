import { Fn, Token } from 'aws-cdk-lib'
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import { acknowledgeWildcard } from '../acknowledged.ts'
import { bootstrapServersOf } from './bootstrap-servers.ts'
import type { KafkaCluster } from './kafka-cluster.ts'
import { keystore, saslJaasConfig } from './secret-properties.ts'

/** How functions log in to an MSK cluster. */
export type MskAuthentication =
  | { readonly type: 'iam' }
  /** the secret has `username` and `password` */
  | { readonly type: 'scram'; readonly secret: ISecret }
  /** mutual TLS: the secret has `certificate`, a chain, and `privateKey`, both in PEM */
  | { readonly type: 'tls'; readonly secret: ISecret }

export interface MskProps {
  readonly clusterArn: string
  /** default: IAM */
  readonly authentication?: MskAuthentication
  /** `host:port` each. Default: asked of MSK when the stack is deployed */
  readonly bootstrapServers?: readonly string[]
}

const clientProperties = (authentication: MskAuthentication): Readonly<Record<string, string>> => {
  switch (authentication.type) {
    case 'iam':
      return {
        'security.protocol': 'SASL_SSL',
        'sasl.mechanism': 'AWS_MSK_IAM',
        'sasl.jaas.config': 'software.amazon.msk.auth.iam.IAMLoginModule required;',
      }
    case 'scram':
      return {
        'security.protocol': 'SASL_SSL',
        'sasl.mechanism': 'SCRAM-SHA-512',
        'sasl.jaas.config': saslJaasConfig('SCRAM-SHA-512', authentication.secret),
      }
    case 'tls':
      return { 'security.protocol': 'SSL', ...keystore(authentication.secret) }
  }
}

const arnPattern = /^arn:[\w-]+:kafka:[\w-]+:\d{12}:cluster\/[^/]+\/[^/]+$/

type ResourceKind = 'topic' | 'group' | 'transactional-id'

/** Everything of a kind in a cluster: its topics, groups and transactional ids have ARNs made of the cluster's. */
const allOf = (kind: ResourceKind, clusterArn: string): string => {
  const part = (index: number) => Fn.select(index, Fn.split(':cluster/', clusterArn))
  return `${part(0)}:${kind}/${part(1)}/*`
}

// https://docs.aws.amazon.com/msk/latest/developerguide/kafka-actions.html
const grantKafkaIam = (grantee: IGrantable, clusterArn: string): void => {
  const allow = (resource: string, ...actions: readonly string[]) =>
    Grant.addToPrincipal({
      grantee,
      actions: actions.map(action => `kafka-cluster:${action}`),
      resourceArns: [resource],
    })
  allow(clusterArn, 'Connect', 'DescribeCluster', 'WriteDataIdempotently')
  allow(allOf('topic', clusterArn), 'CreateTopic', 'DescribeTopic', 'ReadData', 'WriteData')
  allow(allOf('group', clusterArn), 'AlterGroup', 'DeleteGroup', 'DescribeGroup')
  allow(allOf('transactional-id', clusterArn), 'AlterTransactionalId', 'DescribeTransactionalId')
}

/** An Amazon MSK cluster, provisioned or serverless. MSK Serverless knows IAM alone. */
export const msk = (props: MskProps): KafkaCluster => {
  const { clusterArn, authentication = { type: 'iam' }, bootstrapServers } = props
  if (!Token.isUnresolved(clusterArn) && !arnPattern.test(clusterArn))
    throw new Error(
      `clusterArn is ${clusterArn}, expected arn:aws:kafka:<region>:<account>:cluster/<name>/<id>`,
    )
  return {
    bind: scope => ({
      clusterArn,
      properties: {
        'bootstrap.servers':
          bootstrapServers?.join(',') ?? bootstrapServersOf(scope, clusterArn, authentication.type),
        ...clientProperties(authentication),
      },
      ...(authentication.type !== 'iam' && { secret: authentication.secret }),
      grant: grantee => {
        if (authentication.type !== 'iam') {
          authentication.secret.grantRead(grantee)
          return
        }
        grantKafkaIam(grantee, clusterArn)
        for (const kind of ['topic', 'group', 'transactional-id'] as const)
          acknowledgeWildcard(scope, {
            resource: allOf(kind, clusterArn),
            reason: `which ${kind}s there are, connectors say`,
          })
      },
    }),
  }
}
