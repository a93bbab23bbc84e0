import { GetBootstrapBrokersCommand, type GetBootstrapBrokersResponse, type KafkaClient } from '@aws-sdk/client-kafka'
import type { CloudFormationCustomResourceEvent } from 'aws-lambda'
import { messageOf } from '../../connectors/sdk/errors.ts'

const fields = {
  iam: 'BootstrapBrokerStringSaslIam',
  scram: 'BootstrapBrokerStringSaslScram',
  tls: 'BootstrapBrokerStringTls',
} as const satisfies Record<string, keyof GetBootstrapBrokersResponse>

const isKnown = (authentication: string): authentication is keyof typeof fields =>
  Object.hasOwn(fields, authentication)

const find = async (client: KafkaClient, clusterArn: string, authentication: string): Promise<string> => {
  if (!isKnown(authentication))
    throw new Error(`authentication is ${authentication}, allowed are ${Object.keys(fields).join(', ')}`)
  const answer = await client.send(new GetBootstrapBrokersCommand({ ClusterArn: clusterArn }))
  const servers = answer[fields[authentication]]
  if (servers) return servers
  throw new Error(`the cluster ${clusterArn} has no addresses for ${authentication}: it is not switched on there`)
}

/** Tells CloudFormation the `bootstrapServers` of an MSK cluster: a custom resource with `clusterArn` and `authentication`. */
export const bootstrapServers =
  (client: KafkaClient) =>
  async (event: CloudFormationCustomResourceEvent): Promise<void> => {
    const { clusterArn, authentication } = event.ResourceProperties
    const outcome =
      event.RequestType === 'Delete'
        ? { Status: 'SUCCESS' }
        : await find(client, clusterArn, authentication).then(
            servers => ({ Status: 'SUCCESS', Data: { bootstrapServers: servers } }),
            error => ({ Status: 'FAILED', Reason: messageOf(error) }),
          )
    const { StackId, RequestId, LogicalResourceId } = event
    const body = { ...outcome, StackId, RequestId, LogicalResourceId, PhysicalResourceId: String(clusterArn) }
    await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(body) })
  }
