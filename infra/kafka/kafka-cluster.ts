import type { IGrantable } from 'aws-cdk-lib/aws-iam'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Construct } from 'constructs'
import type { FunctionNetwork } from '../connect-function.ts'

/** A Kafka cluster as a stack sees it. */
export interface BoundKafka {
  /** Kafka's client properties; values may refer to secrets, as `${secretsmanager:…}` */
  readonly properties: Readonly<Record<string, string>>
  /** absent: not an MSK cluster */
  readonly clusterArn?: string
  /** what logs in; absent: IAM, or nobody has to */
  readonly secret?: ISecret
  /** Lets functions log in, read, write, and create topics. */
  grant(grantee: IGrantable): void
}

/** How functions reach a Kafka cluster and log in to it. */
export interface KafkaCluster {
  /** `network`: where the functions are that reach it */
  bind(scope: Construct, network: FunctionNetwork | undefined): BoundKafka
}
