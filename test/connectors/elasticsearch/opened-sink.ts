import { aivenElasticsearchSink } from '../../../connectors/elasticsearch/aiven-elasticsearch-sink.ts'
import { elasticsearchSink } from '../../../connectors/elasticsearch/elasticsearch-sink.ts'
import { opensearchSink } from '../../../connectors/elasticsearch/opensearch-sink.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import type { SinkRecord } from '../../../connectors/sdk/record.ts'
import type { SinkContext, SinkWriter } from '../../../connectors/sdk/sink.ts'
import type { Value } from '../../../connectors/sdk/value.ts'
import { sinkRecord } from './sink-record.ts'

interface Rejected {
  readonly offset: number
  readonly message: string
  readonly passOver: boolean
}

export interface OpenedSink extends SinkWriter {
  readonly rejected: readonly Rejected[]
  readonly warnings: readonly string[]
  /** whether the writer has asked for a flush */
  readonly flushRequested: boolean
  /** writes and flushes */
  writeAll(records: readonly SinkRecord[]): Promise<void>
}

type Config = Readonly<Record<string, string>>

const plain = { 'schema.ignore': 'true', 'retry.backoff.ms': '1' }

const contextOf = (more: Partial<SinkContext<unknown>>) => {
  const rejected: Rejected[] = []
  const warnings: string[] = []
  const state = { flushRequested: false }
  const context = {
    connector: 'search',
    task: 0,
    partitions: [],
    lineage: 0,
    epoch: 1,
    reject: (record: SinkRecord, { message }: Error, { passOver = false } = {}) => {
      rejected.push({ offset: record.offset, message, passOver })
    },
    warn: (message: string) => void warnings.push(message),
    requestFlush: () => {
      state.flushRequested = true
    },
    mayWrite: () => true,
    callTimeout: 2_000,
    signal: new AbortController().signal,
    ...more,
  }
  return { rejected, warnings, state, context }
}

const opened = (
  writer: SinkWriter,
  { rejected, warnings, state }: ReturnType<typeof contextOf>,
): OpenedSink => ({
  ...writer,
  rejected,
  warnings,
  get flushRequested() {
    return state.flushRequested
  },
  writeAll: async records => {
    await writer.write(records)
    await writer.flush({ end: true })
  },
})

export const openElasticsearch = async (
  config: Config,
  more: Partial<SinkContext<unknown>> = {},
): Promise<OpenedSink> => {
  const made = contextOf(more)
  const parsed = parseConfig(elasticsearchSink.config, { ...plain, ...config })
  return opened(await elasticsearchSink.open({ ...made.context, config: parsed }), made)
}

export const openOpensearch = async (
  config: Config,
  more: Partial<SinkContext<unknown>> = {},
): Promise<OpenedSink> => {
  const made = contextOf(more)
  const parsed = parseConfig(opensearchSink.config, { ...plain, ...config })
  return opened(await opensearchSink.open({ ...made.context, config: parsed }), made)
}

export const openAivenElasticsearch = async (config: Config): Promise<OpenedSink> => {
  const made = contextOf({})
  const parsed = parseConfig(aivenElasticsearchSink.config, { ...plain, ...config })
  return opened(await aivenElasticsearchSink.open({ ...made.context, config: parsed }), made)
}

/** A record of topic `orders` without schemas. */
export const order = (offset: number, key: Value, value: Value = { n: offset }): SinkRecord =>
  sinkRecord(
    { schema: undefined, value },
    {
      offset,
      kafkaPartition: 0,
      original: { topic: 'orders', partition: 0, offset },
      key: { schema: undefined, value: key },
    },
  )
