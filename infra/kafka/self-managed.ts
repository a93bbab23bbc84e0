import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import type { KafkaCluster } from './kafka-cluster.ts'
import { keystore, saslJaasConfig } from './secret-properties.ts'

export interface SelfManagedKafkaProps {
  /** `host:port` each */
  readonly bootstrapServers: readonly string[]
  /**
   * client properties as in a worker's file: `security.protocol`, `sasl.mechanism`, `ssl.truststore.certificates` …
   * Default: plain text, and nobody logs in
   */
  readonly properties?: Readonly<Record<string, string>>
  /**
   * JSON with `username` and `password`, for `sasl.mechanism` PLAIN or SCRAM; for mutual TLS, with
   * `security.protocol=SSL`, `certificate`, a chain, and `privateKey`, both in PEM
   */
  readonly secret?: ISecret
}

const loginWith = (secret: ISecret, properties: Readonly<Record<string, string>>) =>
  properties['security.protocol'] === 'SSL'
    ? keystore(secret)
    : { 'sasl.jaas.config': saslJaasConfig(properties['sasl.mechanism'] ?? '', secret) }

/** Any Kafka that the functions can reach. */
export const selfManagedKafka = (props: SelfManagedKafkaProps): KafkaCluster => {
  const { bootstrapServers, properties = {}, secret } = props
  const login = secret && loginWith(secret, properties)
  return {
    bind: () => ({
      properties: { 'bootstrap.servers': bootstrapServers.join(','), ...properties, ...login },
      ...(secret && { secret }),
      grant: grantee => {
        secret?.grantRead(grantee)
      },
    }),
  }
}
