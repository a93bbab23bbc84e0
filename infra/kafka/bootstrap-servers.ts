import { CustomResource, Duration } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { connectFunction } from '../connect-function.ts'

/** `bootstrap.servers` of an MSK cluster for a kind of login, asked of MSK when the stack is deployed. */
export const bootstrapServersOf = (
  scope: Construct,
  clusterArn: string,
  authentication: 'iam' | 'scram' | 'tls',
): string => {
  const asking = connectFunction(scope, 'BootstrapServers', {
    entry: 'bootstrap-servers',
    description: 'Asks MSK for the addresses of a cluster, for CloudFormation',
    timeout: Duration.minutes(1),
    memorySize: 256,
  })
  asking.addToRolePolicy(
    new PolicyStatement({ actions: ['kafka:GetBootstrapBrokers'], resources: [clusterArn] }),
  )
  const answer = new CustomResource(scope, 'BootstrapServersOfCluster', {
    serviceToken: asking.functionArn,
    resourceType: 'Custom::MskBootstrapServers',
    properties: { clusterArn, authentication },
  })
  return answer.getAttString('bootstrapServers')
}
