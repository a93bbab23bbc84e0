import { Stack } from 'aws-cdk-lib'
import { Grant } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { EventSourceDeployment } from '../functions/adapters/aws/event-source-requests.ts'
import { acknowledgeWildcard } from './acknowledged.ts'
import type { FunctionNetwork } from './connect-function.ts'
import type { BoundKafka } from './kafka/kafka-cluster.ts'

interface EventFeed {
  readonly kafka: BoundKafka
  readonly network: FunctionNetwork | undefined
  readonly plan: LambdaFunction
  readonly sinkEvent: LambdaFunction
}

type Access = EventSourceDeployment['access'][number]

/** What `sasl.mechanism` is to a mapping. */
const logins: Readonly<Record<string, Access['type']>> = {
  PLAIN: 'BASIC_AUTH',
  'SCRAM-SHA-256': 'SASL_SCRAM_256_AUTH',
  'SCRAM-SHA-512': 'SASL_SCRAM_512_AUTH',
}

const loginOf = ({ properties, secret }: BoundKafka): readonly Access[] => {
  if (secret === undefined) return []
  const type =
    properties['security.protocol'] === 'SSL'
      ? 'CLIENT_CERTIFICATE_TLS_AUTH'
      : logins[properties['sasl.mechanism'] ?? '']
  return type === undefined ? [] : [{ type, uri: secret.secretArn }]
}

/** Where Lambda's pollers are; with MSK they are where the cluster is. */
const placeOf = ({ clusterArn }: BoundKafka, network: FunctionNetwork | undefined): readonly Access[] => {
  if (clusterArn !== undefined || network === undefined) return []
  const { vpc, vpcSubnets, securityGroups } = network
  return [
    ...vpc
      .selectSubnets(vpcSubnets)
      .subnetIds.map(id => ({ type: 'VPC_SUBNET' as const, uri: `subnet:${id}` })),
    ...securityGroups.map(({ securityGroupId }) => ({
      type: 'VPC_SECURITY_GROUP' as const,
      uri: `security_group:${securityGroupId}`,
    })),
  ]
}

/** What the plan has to know to make event source mappings of a function. */
const deploymentOf = ({ kafka, network, sinkEvent }: EventFeed): EventSourceDeployment => ({
  functionArn: sinkEvent.functionArn,
  version: sinkEvent.currentVersion.version,
  cluster:
    kafka.clusterArn === undefined
      ? { bootstrapServers: (kafka.properties['bootstrap.servers'] ?? '').split(',') }
      : { arn: kafka.clusterArn },
  access: [...loginOf(kafka), ...placeOf(kafka, network)],
})

/** Making and changing event source mappings of the aliases of one function. */
const grantEventSources = ({ functionArn }: LambdaFunction, grantee: LambdaFunction): void => {
  Grant.addToPrincipal({
    grantee,
    actions: ['GetAlias', 'CreateAlias', 'UpdateAlias', 'DeleteAlias'].map(action => `lambda:${action}`),
    resourceArns: [functionArn, `${functionArn}:*`],
  })
  // whether the alias is part of it, Lambda does not document
  const ofTarget = { StringLike: { 'lambda:FunctionArn': [functionArn, `${functionArn}:*`] } }
  Grant.addToPrincipal({
    grantee,
    actions: [
      'lambda:CreateEventSourceMapping',
      'lambda:UpdateEventSourceMapping',
      'lambda:DeleteEventSourceMapping',
    ],
    resourceArns: ['*'],
    conditions: ofTarget,
  })
  Grant.addToPrincipal({ grantee, actions: ['lambda:ListEventSourceMappings'], resourceArns: ['*'] })
  acknowledgeWildcard(grantee.role ?? grantee, {
    resource: `${functionArn}:*`,
    reason: 'each connector has an alias of its own',
  })
}

// https://docs.aws.amazon.com/lambda/latest/dg/with-msk-permissions.html
const pollerActions = ['ec2:DescribeVpcs', 'ec2:DescribeSecurityGroups']

/** What Lambda's pollers do in the name of the function that they invoke. */
const grantPolling = ({ kafka: { clusterArn, secret }, network, sinkEvent: grantee }: EventFeed): void => {
  if (clusterArn !== undefined)
    Grant.addToPrincipal({
      grantee,
      actions: ['kafka:DescribeCluster', 'kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'],
      resourceArns: [clusterArn],
    })
  // with IAM they log in as the function, and need more than a client
  if (clusterArn !== undefined && secret === undefined)
    Grant.addToPrincipal({
      grantee,
      actions: ['kafka-cluster:DescribeClusterDynamicConfiguration'],
      resourceArns: [clusterArn],
    })
  if (clusterArn === undefined && network === undefined) return
  Grant.addToPrincipal({ grantee, actions: pollerActions, resourceArns: ['*'] })
}

/** Lets the plan feed sinks by event source mappings, and Lambda poll Kafka for them. */
export const feedByEvents = (feed: EventFeed): void => {
  const { plan, sinkEvent } = feed
  plan.addEnvironment('EVENT_SOURCE', Stack.of(plan).toJsonString(deploymentOf(feed)))
  grantEventSources(sinkEvent, plan)
  grantPolling(feed)
}
