import { withResolved } from '../../runtime/config/resolve.ts'
import type { ConfigProviders } from '../../runtime/ports/config-provider.ts'
import type { Kafka } from '../../runtime/ports/kafka.ts'
import { kafkaOptions } from './client-config.ts'
import { createKafka, type KafkaOptions } from './kafka.ts'
import { saslOptions } from './sasl-config.ts'

type Times = Pick<KafkaOptions, 'connectionTimeout' | 'requestTimeout' | 'retryTimeout' | 'maxIdle'>

interface ResolvedKafkaOptions extends Times {
  readonly configProviders: ConfigProviders
  /** worker properties, as in Kafka Connect; references in them as they are */
  readonly worker: Readonly<Record<string, string>>
  readonly clientId: string
}

/** The cluster that a worker's properties name, with what they refer to as it is now; a login that is refused, as it is then. */
export const openResolvedKafka = (options: ResolvedKafkaOptions): Promise<Kafka> => {
  const { configProviders, worker, clientId, ...times } = options
  return withResolved(configProviders, { worker }, used =>
    createKafka({
      ...kafkaOptions(used.worker, clientId),
      ...times,
      renewSasl: () => withResolved(configProviders, { worker }, now => saslOptions(now.worker)),
    }),
  )
}
