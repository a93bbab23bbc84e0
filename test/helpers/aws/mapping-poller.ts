import {
  InvokeCommand,
  type LambdaClient,
  type EventSourceMappingConfiguration as Mapping,
} from '@aws-sdk/client-lambda'
import type { KafkaEvent, KafkaEventResult } from '../../../events/kafka-event.ts'
import { kafkaOptions } from '../../../functions/adapters/kafka/client-config.ts'
import { createKafka } from '../../../functions/adapters/kafka/kafka.ts'
import { systemClock } from '../../../functions/adapters/system-clock.ts'
import type { EventSourceSettings } from '../../../functions/runtime/ports/event-sources.ts'
import { type EventPoller, startEventPoller } from '../../../infra/local/event-poller.ts'

/** What a mapping says, in the words of the poller. */
const settingsOf = (mapping: Mapping): EventSourceSettings => {
  const { MaximumBatchingWindowInSeconds: seconds = 0.5, ProvisionedPollerConfig: pollers } = mapping
  const tellsFailures = mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false
  return {
    topic: mapping.Topics?.[0] ?? '',
    group: mapping.SelfManagedKafkaEventSourceConfig?.ConsumerGroupId ?? mapping.UUID ?? '',
    startingPosition: mapping.StartingPosition === 'LATEST' ? 'latest' : 'earliest',
    enabled: true,
    batchSize: mapping.BatchSize ?? 100,
    batchWindow: seconds * 1_000,
    filter: mapping.FilterCriteria?.Filters?.[0]?.Pattern ?? '',
    onFailure: mapping.DestinationConfig?.OnFailure?.Destination ?? '',
    // on demand, Lambda does not look at what has failed
    pollers:
      pollers && tellsFailures
        ? { min: pollers.MinimumPollers ?? 1, max: pollers.MaximumPollers ?? 200 }
        : null,
  }
}

const invoke = async (lambda: LambdaClient, { FunctionArn }: Mapping, event: KafkaEvent) => {
  const command = new InvokeCommand({ FunctionName: FunctionArn, Payload: JSON.stringify(event) })
  const { FunctionError, Payload } = await lambda.send(command)
  const text = Payload?.transformToString() ?? ''
  if (FunctionError !== undefined) throw new Error(`Function call failed: ${text}`)
  return JSON.parse(text) as KafkaEventResult
}

/** Polls for a mapping until it is stopped, and notes on it how that goes. */
export const startMappingPoller = (lambda: LambdaClient, mapping: Mapping): EventPoller => {
  const servers = mapping.SelfManagedEventSource?.Endpoints?.KAFKA_BOOTSTRAP_SERVERS?.join() ?? ''
  const kafka = createKafka(kafkaOptions({ 'bootstrap.servers': servers }, `mapping-${mapping.UUID}`))
  const poller = startEventPoller({
    kafka,
    clock: systemClock,
    mapping: settingsOf(mapping),
    invoke: async event => {
      const result = await invoke(lambda, mapping, { ...event, bootstrapServers: servers })
      mapping.LastProcessingResult = 'OK'
      return result
    },
    failed: ({ message }) => {
      mapping.LastProcessingResult = `PROBLEM: ${message}`
    },
  })
  return { stop: () => poller.stop().finally(() => kafka.close()) }
}
