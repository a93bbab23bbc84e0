import {
  GetBootstrapBrokersCommand,
  type GetBootstrapBrokersResponse,
  type KafkaClient,
} from '@aws-sdk/client-kafka'
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda'
import { messageOf } from '../../connectors/sdk/errors.ts'
import { answer } from './answer.ts'

/** Left for the answer, ms. */
const margin = 20_000

const fields = {
  iam: 'BootstrapBrokerStringSaslIam',
  scram: 'BootstrapBrokerStringSaslScram',
  tls: 'BootstrapBrokerStringTls',
} as const satisfies Record<string, keyof GetBootstrapBrokersResponse>

const isKnown = (authentication: string): authentication is keyof typeof fields =>
  Object.hasOwn(fields, authentication)

interface Cluster {
  readonly clusterArn: string
  readonly authentication: string
}

const find = async (client: KafkaClient, cluster: Cluster, abortSignal: AbortSignal): Promise<string> => {
  const { clusterArn, authentication } = cluster
  if (!isKnown(authentication))
    throw new Error(`authentication is ${authentication}, allowed are ${Object.keys(fields).join(', ')}`)
  const command = new GetBootstrapBrokersCommand({ ClusterArn: clusterArn })
  const servers = (await client.send(command, { abortSignal }))[fields[authentication]]
  if (servers) return servers
  throw new Error(
    `the cluster ${clusterArn} has no addresses for ${authentication}: it is not switched on there`,
  )
}

const failed = (error: unknown, abortSignal: AbortSignal) => ({
  Status: 'FAILED' as const,
  Reason: abortSignal.aborted ? 'MSK did not answer in time' : messageOf(error),
})

/**
 * Tells CloudFormation the `bootstrapServers` of an MSK cluster: a custom resource with `clusterArn` and
 * `authentication`. CloudFormation is answered in every case, also when MSK does not answer: it would wait for an hour.
 */
export const bootstrapServers =
  (client: KafkaClient) =>
  async (
    event: CloudFormationCustomResourceEvent,
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<void> => {
    const { clusterArn, authentication } = event.ResourceProperties
    const abortSignal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - margin))
    const outcome =
      event.RequestType === 'Delete'
        ? ({ Status: 'SUCCESS' } as const)
        : await find(client, { clusterArn, authentication }, abortSignal).then(
            servers => ({ Status: 'SUCCESS' as const, Data: { bootstrapServers: servers } }),
            error => failed(error, abortSignal),
          )
    await answer(event, { ...outcome, PhysicalResourceId: String(clusterArn) })
  }
