import type {
  CreateEventSourceMappingRequest,
  EventSourceMappingConfiguration,
  SourceAccessType,
  UpdateEventSourceMappingRequest,
} from '@aws-sdk/client-lambda'
import type { EventSource, EventSourceSettings } from '../../runtime/ports/event-sources.ts'

/** What a deployment's mappings have in common: where records come from, and where they go. */
export interface EventSourceDeployment {
  /** of `functions/sink-event`, without a version */
  readonly functionArn: string
  /** the version that aliases stand for */
  readonly version: string
  /** of an MSK cluster, or the brokers of another: host:port */
  readonly cluster: { readonly arn: string } | { readonly bootstrapServers: readonly string[] }
  /** how pollers log in and where they are, such as `SASL_SCRAM_512_AUTH` with the ARN of a secret */
  readonly access: readonly { readonly type: SourceAccessType; readonly uri: string }[]
}

/** Lambda's own, which it does not name and does not go back to. */
const defaultWindow = 500

/** What is said once, when a mapping is created. */
export const clusterRequest = (
  { cluster }: EventSourceDeployment,
  { topic, group: ConsumerGroupId, startingPosition }: EventSourceSettings,
): Omit<CreateEventSourceMappingRequest, 'FunctionName'> => ({
  Topics: [topic],
  StartingPosition: startingPosition === 'latest' ? 'LATEST' : 'TRIM_HORIZON',
  ...('arn' in cluster
    ? { EventSourceArn: cluster.arn, AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId } }
    : {
        SelfManagedEventSource: { Endpoints: { KAFKA_BOOTSTRAP_SERVERS: [...cluster.bootstrapServers] } },
        SelfManagedKafkaEventSourceConfig: { ConsumerGroupId },
      }),
})

/** What may be changed. What is empty is said too: it takes away what was there. */
export const settingsRequest = (
  { access }: EventSourceDeployment,
  { enabled, batchSize, batchWindow, filter, onFailure, pollers }: EventSourceSettings,
): Omit<UpdateEventSourceMappingRequest, 'UUID'> => ({
  Enabled: enabled,
  BatchSize: batchSize,
  ...(batchWindow !== defaultWindow && { MaximumBatchingWindowInSeconds: batchWindow / 1_000 }),
  FilterCriteria: filter === '' ? {} : { Filters: [{ Pattern: filter }] },
  DestinationConfig: { OnFailure: onFailure === '' ? {} : { Destination: onFailure } },
  ProvisionedPollerConfig:
    pollers === null ? {} : { MinimumPollers: pollers.min, MaximumPollers: pollers.max },
  // on demand, Lambda does not look at what has failed
  FunctionResponseTypes: pollers === null ? [] : ['ReportBatchItemFailures'],
  SourceAccessConfigurations: access.map(({ type, uri }) => ({ Type: type, URI: uri })),
})

const pollersOf = ({ ProvisionedPollerConfig: config }: EventSourceMappingConfiguration) =>
  config?.MinimumPollers === undefined || config.MaximumPollers === undefined
    ? null
    : { min: config.MinimumPollers, max: config.MaximumPollers }

const windowOf = ({ MaximumBatchingWindowInSeconds: seconds }: EventSourceMappingConfiguration) =>
  seconds === undefined ? defaultWindow : seconds * 1_000

/** A mapping that Lambda lists. */
export const sourceOf = (
  deployment: EventSourceDeployment,
  mapping: EventSourceMappingConfiguration,
): EventSource => {
  const kafka = mapping.AmazonManagedKafkaEventSourceConfig ?? mapping.SelfManagedKafkaEventSourceConfig
  const problem = problemOf(mapping)
  return {
    id: mapping.UUID ?? '',
    settings: {
      topic: mapping.Topics?.[0] ?? '',
      group: kafka?.ConsumerGroupId ?? '',
      startingPosition: mapping.StartingPosition === 'LATEST' ? 'latest' : 'earliest',
      enabled: mapping.State !== 'Disabled',
      batchSize: mapping.BatchSize ?? 0,
      batchWindow: windowOf(mapping),
      filter: mapping.FilterCriteria?.Filters?.[0]?.Pattern ?? '',
      onFailure: mapping.DestinationConfig?.OnFailure?.Destination ?? '',
      pollers: pollersOf(mapping),
    },
    changing: mapping.State !== 'Enabled' && mapping.State !== 'Disabled',
    obsolete: !isOfCluster(deployment, mapping),
    outdated:
      accessText(mapping.SourceAccessConfigurations?.map(a => [a.Type, a.URI])) !==
      accessText(deployment.access.map(({ type, uri }) => [type, uri])),
    ...(problem !== undefined && { problem }),
  }
}

/** A function that fails says why itself. */
const problemOf = ({
  State,
  StateTransitionReason: reason = '',
  LastProcessingResult: result = '',
}: EventSourceMappingConfiguration): string | undefined => {
  if (State === 'Disabled' && reason !== '' && !/user/i.test(reason)) return `disabled: ${reason}`
  return /^PROBLEM(?!.*Function call failed)/i.test(result) ? result : undefined
}

const isOfCluster = (
  { cluster }: EventSourceDeployment,
  mapping: EventSourceMappingConfiguration,
): boolean => {
  if ('arn' in cluster) return mapping.EventSourceArn === cluster.arn
  const servers = mapping.SelfManagedEventSource?.Endpoints?.KAFKA_BOOTSTRAP_SERVERS ?? []
  return servers.toSorted().join() === cluster.bootstrapServers.toSorted().join()
}

const accessText = (access: readonly unknown[] = []) =>
  access
    .map(each => JSON.stringify(each))
    .sort()
    .join()
