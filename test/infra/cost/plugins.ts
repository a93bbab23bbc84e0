import { defineConfig } from '../../../connectors/sdk/config.ts'
import { defineSink } from '../../../connectors/sdk/sink.ts'
import { defineSource, type SourceReader } from '../../../connectors/sdk/source.ts'
import type { Plugin } from '../../../functions/runtime/ports/plugins.ts'

const converters = {
  'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
  'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
  'value.converter.schemas.enable': 'false',
}

/** A source that polls a table, and finds nothing. */
export const polledSource = (name: string) => ({
  name,
  'connector.class': 'com.example.PolledSource',
  'tasks.max': '1',
  'connection.url': 'jdbc:postgresql://orders.cluster-abcdefghijkl.us-east-1.rds.amazonaws.com:5432/orders',
  'connection.user': `\${secretsmanager:orders:username}`,
  'connection.password': `\${secretsmanager:orders:password}`,
  mode: 'timestamp+incrementing',
  'incrementing.column.name': 'id',
  'timestamp.column.name': 'updated_at',
  'table.whitelist': 'public.orders',
  'topic.prefix': `${name}-`,
  ...converters,
})

/** A sink into object storage, of one topic with four partitions. */
export const waitingSink = (name: string) => ({
  name,
  'connector.class': 'com.example.WaitingSink',
  'tasks.max': '1',
  topics: topicOf(name),
  's3.bucket.name': 'company-data-lake',
  's3.region': 'us-east-1',
  'topics.dir': 'topics',
  'flush.size': '10000',
  'rotate.schedule.interval.ms': '60000',
  timezone: 'UTC',
  'format.class': 'io.confluent.connect.s3.format.json.JsonFormat',
  'partitioner.class': 'io.confluent.connect.storage.partitioner.TimeBasedPartitioner',
  'path.format': "'year'=YYYY/'month'=MM/'day'=dd/'hour'=HH",
  ...converters,
})

export const topicOf = (name: string): string => `${name}-topic`

const nothing: SourceReader['read'] = async function* () {
  yield* []
  return undefined
}

const source = defineSource({
  classes: ['com.example.PolledSource'],
  version: '1',
  config: defineConfig({}),
  plan: () => ({ tasks: [{ partitions: [{ protocol: '1', table: 'orders.public.orders' }] }] }),
  open: () => ({ read: nothing, close: async () => undefined }),
})

const sink = defineSink({
  classes: ['com.example.WaitingSink'],
  version: '1',
  config: defineConfig({}),
  open: () => ({
    failureEffect: 'nothing',
    write: async () => undefined,
    flush: async () => ({}),
    close: async () => undefined,
  }),
})

export const costPlugins = [source, sink] as unknown as readonly Plugin[]
