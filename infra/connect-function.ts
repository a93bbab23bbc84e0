import { type Duration, RemovalPolicy, type Size, Stack } from 'aws-cdk-lib'
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { acknowledgeWildcard } from './acknowledged.ts'
import { type Bundle, bundle } from './bundle.ts'

/** Where a function's network interfaces are. */
export interface FunctionNetwork {
  readonly vpc: IVpc
  readonly vpcSubnets: SubnetSelection
  readonly securityGroups: readonly ISecurityGroup[]
}

export interface ConnectFunctionProps {
  /** folder of `functions/` with the handler */
  readonly entry: string
  /** default: this project's functions with its own plugins */
  readonly bundle?: Bundle
  readonly description: string
  readonly timeout: Duration
  readonly memorySize: number
  readonly environment?: Readonly<Record<string, string>>
  /** default: 512 MiB */
  readonly ephemeralStorageSize?: Size
  /** default: none, what the account has is shared */
  readonly reservedConcurrentExecutions?: number
  /** versions stay when a newer one is there: aliases may stand for them. Default: false */
  readonly keepsVersions?: boolean
  /** default: none, it reaches AWS alone */
  readonly network?: FunctionNetwork | undefined
  /** default: the services' own keys */
  readonly encryptionKey?: IKey | undefined
}

// what Lambda needs for network interfaces; EC2 takes no resource for these
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
const networkActions = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
]

const logGroup = (scope: Construct, id: string, encryptionKey: IKey | undefined) =>
  new LogGroup(scope, `${id}Logs`, {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(encryptionKey && { encryptionKey }),
  })

/** A function of this project: on Arm, traced, with logs and a role of its own that may do nothing else yet. */
export const connectFunction = (
  scope: Construct,
  id: string,
  props: ConnectFunctionProps,
): LambdaFunction => {
  const {
    entry,
    bundle: built = bundle(),
    network,
    encryptionKey,
    environment,
    keepsVersions,
    ...rest
  } = props
  const { folder, hash } = built
  const logs = logGroup(scope, id, encryptionKey)
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `${Stack.of(scope).stackName}: ${props.description}`,
  })
  logs.grantWrite(role)
  acknowledgeWildcard(role, {
    resource: '*',
    reason: 'traces and network interfaces have no ARN before they are made',
  })
  if (network !== undefined)
    role.addToPolicy(new PolicyStatement({ actions: networkActions, resources: ['*'] }))
  return new LambdaFunction(scope, id, {
    ...rest,
    code: Code.fromAsset(folder, { assetHash: hash }),
    handler: `${entry}.handler`,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    tracing: Tracing.ACTIVE,
    loggingFormat: LoggingFormat.JSON,
    logGroup: logs,
    role,
    ...(environment && { environment }),
    ...(keepsVersions && { currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN } }),
    ...(encryptionKey && { environmentEncryption: encryptionKey }),
    ...(network && {
      vpc: network.vpc,
      vpcSubnets: network.vpcSubnets,
      securityGroups: [...network.securityGroups],
    }),
  })
}
