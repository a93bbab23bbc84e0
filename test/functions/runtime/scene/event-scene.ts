import type { KafkaEvent, KafkaEventRecord, KafkaEventResult } from '../../../../events/kafka-event.ts'
import { aliasOf } from '../../../../functions/runtime/connector-alias.ts'
import type { Limits } from '../../../../functions/runtime/runtime.ts'
import { eventPartitionsOf } from '../../../../functions/runtime/state/event-partitions.ts'
import { connectorPk } from '../../../../functions/runtime/state/items.ts'
import { sinkEvent } from '../../../../functions/sink-event/sink-event.ts'
import { memoryEventSources } from '../../../helpers/memory-event-sources.ts'
import { sinkSceneBefore } from './scripted-sink.ts'

type Script = Parameters<typeof sinkSceneBefore>[0]
type Options = NonNullable<Parameters<typeof sinkSceneBefore>[1]>

/** A batch of a topic partition, from an offset on. */
export interface Batch {
  readonly topic?: string
  readonly partition?: number
  readonly from: number
  readonly values: readonly (string | null)[]
}

const record = (batch: Batch, value: string | null, i: number): KafkaEventRecord => ({
  topic: batch.topic ?? 't',
  partition: batch.partition ?? 0,
  offset: batch.from + i,
  timestamp: 1_700_000_000_000,
  timestampType: 'CREATE_TIME',
  key: null,
  value: value === null ? null : Buffer.from(value).toString('base64'),
  headers: [],
})

/** An event as an event source mapping makes it of these batches. */
const eventOf = (batches: readonly Batch[]): KafkaEvent => ({
  eventSource: 'aws:kafka',
  records: Object.fromEntries(
    batches.map(batch => [
      `${batch.topic ?? 't'}-${batch.partition ?? 0}`,
      batch.values.map((value, i) => record(batch, value, i)),
    ]),
  ),
})

const arnOf = (connector: string): string =>
  `arn:aws:lambda:us-east-1:123456789012:function:sink-event:${aliasOf(connector)}`

/** A scene with a scripted sink `archive` that is fed by events, not created yet. */
export const eventSceneBefore = (script: Script, options: Options = {}) => {
  const mappings = memoryEventSources()
  const scene = sinkSceneBefore(script, {
    ...options,
    eventSources: mappings.sources,
    config: { 'run.mode': 'event', ...options.config },
  })
  return {
    ...scene,
    mappings,
    /** plans until nothing is waited for */
    settle: async (): Promise<string> => {
      for (let n = 0; n < 10; n++) {
        mappings.settle()
        const outcome = await scene.plan('archive')
        if (outcome !== 'waiting') return outcome
      }
      throw new Error('the plan of archive does not come to an end')
    },
    /** hands over an event of these batches */
    send: (batches: readonly Batch[], limits: Partial<Limits> = {}): Promise<KafkaEventResult> => {
      const deadline = scene.clock.now() + 60_000
      return sinkEvent(scene.runtime)(eventOf(batches), arnOf('archive'), { deadline, ...limits })
    },
    /** what is stored of partitions that no task owns */
    partition: async (topic = 't', partition = 0) => {
      const { items } = await scene.store.open().query(connectorPk('archive'))
      const name = `{"kafka_partition":${partition},"kafka_topic":"${topic}"}`
      return eventPartitionsOf(items).find(each => each.partition === name)
    },
  }
}

/** The same, with topic `t` and one partition, created and planned. */
export const eventScene = async (
  values: readonly (string | null)[],
  script: Script,
  options: Options = {},
) => {
  const scene = eventSceneBefore(script, options)
  await scene.cluster.append('t', [])
  await scene.cluster.append('t', values)
  await scene.begin()
  await scene.settle()
  return scene
}
