import { Names } from 'aws-cdk-lib'
import { Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2'
import { CfnServerlessCluster } from 'aws-cdk-lib/aws-msk'
import type { KafkaCluster } from './kafka-cluster.ts'
import { msk } from './msk.ts'

/** The port of MSK's listener for IAM within a VPC. */
const iamPort = 9098

/** Makes an MSK Serverless cluster in the subnets of the functions, which must be in at least two zones. */
export const newMskServerless = (): KafkaCluster => ({
  bind: (scope, network) => {
    if (network === undefined) throw new Error('MSK Serverless is made in a VPC: name one')
    const { vpc, vpcSubnets } = network
    const { subnetIds, availabilityZones } = vpc.selectSubnets(vpcSubnets)
    if (new Set(availabilityZones).size < 2)
      throw new Error(
        `the subnets are in ${availabilityZones.join(', ')}, MSK Serverless is made in at least two zones`,
      )
    const securityGroup = new SecurityGroup(scope, 'ClusterSecurityGroup', {
      vpc,
      description: 'Kafka Connect: MSK Serverless',
      allowAllOutbound: false,
    })
    for (const { securityGroupId } of network.securityGroups)
      securityGroup.addIngressRule(Peer.securityGroupId(securityGroupId), Port.tcp(iamPort), 'IAM')
    const cluster = new CfnServerlessCluster(scope, 'Cluster', {
      clusterName: Names.uniqueResourceName(scope, { maxLength: 64, separator: '-' }),
      clientAuthentication: { sasl: { iam: { enabled: true } } },
      vpcConfigs: [
        {
          subnetIds,
          securityGroups: [securityGroup.securityGroupId],
        },
      ],
    })
    return msk({ clusterArn: cluster.attrArn }).bind(scope, network)
  },
})
