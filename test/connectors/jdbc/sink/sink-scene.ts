import { openJdbcWriter } from '../../../../connectors/jdbc/sink/jdbc-writer.ts'
import type { SinkSettings } from '../../../../connectors/jdbc/sink/settings.ts'
import { jdbcSinkConfig, jdbcSinkSettings } from '../../../../connectors/jdbc/sink/sink-config.ts'
import { parseConfig } from '../../../../connectors/sdk/config.ts'
import type { Datum, SinkRecord } from '../../../../connectors/sdk/record.ts'
import type { Schema, StructSchema } from '../../../../connectors/sdk/schema.ts'
import type { SinkContext, SinkPartition } from '../../../../connectors/sdk/sink.ts'
import { newStruct, type Value } from '../../../../connectors/sdk/value.ts'
import { type Database, sqliteDialect } from './sqlite-dialect.ts'

export const INT32: Schema = { type: 'int32' }
export const INT64: Schema = { type: 'int64' }
export const TEXT: Schema = { type: 'string' }
export const OPTIONAL_TEXT: Schema = { type: 'string', optional: true }

export const structOf = (fields: Readonly<Record<string, Schema>>): StructSchema => ({
  type: 'struct',
  fields: Object.entries(fields).map(([name, schema]) => ({ name, schema })),
})

export const none: Datum = { schema: undefined, value: null }

export const datum = (schema: Schema, value: Value | Readonly<Record<string, Value>>): Datum => ({
  schema,
  value:
    schema.type === 'struct' && value !== null
      ? Object.assign(newStruct(), value as Readonly<Record<string, Value>>)
      : (value as Value),
})

export const record = (
  offset: number,
  value: Datum,
  rest: Partial<Pick<SinkRecord, 'key' | 'topic' | 'headers'>> & { readonly partition?: number } = {},
): SinkRecord => {
  const { topic = 'orders', partition = 0, key = none, headers = [] } = rest
  return {
    ...{ topic, key, value, headers, offset },
    kafkaPartition: partition,
    timestamp: 1_700_000_000_000,
    timestampType: 'CREATE_TIME',
    original: { topic, partition, offset },
  }
}

const settingsOf = (keys: Readonly<Record<string, string>>) =>
  jdbcSinkSettings(
    parseConfig(jdbcSinkConfig, {
      'connection.url': 'jdbc:postgresql://localhost/db',
      'retry.backoff.ms': '0',
      ...keys,
    }),
  )

type Scene = Partial<Pick<SinkContext<unknown>, 'epoch' | 'lineage' | 'mayWrite' | 'task'>> & {
  readonly keys?: Readonly<Record<string, string>>
  /** instead of what the keys come to */
  readonly settings?: SinkSettings
  readonly partitions?: readonly SinkPartition[]
}

/** A writer with these keys on a database. */
export const openWriter = (database: Database, scene: Scene = {}) => {
  const { keys = {}, settings = settingsOf(keys), partitions = [], ...context } = scene
  return openJdbcWriter(
    { settings, dialect: sqliteDialect as never, connect: database.connect },
    {
      ...{ connector: 'sink', task: 0, partitions, lineage: 0, epoch: 1, callTimeout: 1_000 },
      reject: () => {},
      requestFlush: () => {},
      mayWrite: () => true,
      signal: new AbortController().signal,
      ...context,
    },
  )
}

export const partition = (number: number, offset = 0): SinkPartition => ({
  topic: 'orders',
  partition: number,
  offset,
  topicId: 'AAAAAAAAAAAAAAAAAAAAAA',
})
