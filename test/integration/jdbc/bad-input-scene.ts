import { test as anyTest, expect, inject, vi } from 'vitest'
import { createKafka } from '../../../functions/adapters/kafka/kafka.ts'
import { openPipeline, type Pipeline } from '../../helpers/pipeline.ts'
import { readTopic } from '../kafka/read-topic.ts'
import { type Database, type Kind, ownDatabase } from './own-database.ts'

export type Properties = Readonly<Record<string, string>>

export const soon = { timeout: 30_000, interval: 100 }

export const kinds = (['postgres', 'mariadb'] as const).filter(
  kind => (inject(kind) as unknown) && (inject('bootstrap') as unknown),
)

/** Tests that are skipped unless both databases are there. */
export const test = anyTest.runIf(kinds.length === 2)

export const classes = {
  source: 'io.confluent.connect.jdbc.JdbcSourceConnector',
  aivenSource: 'io.aiven.connect.jdbc.JdbcSourceConnector',
  sink: 'io.confluent.connect.jdbc.JdbcSinkConnector',
  aivenSink: 'io.aiven.connect.jdbc.JdbcSinkConnector',
  debeziumSink: 'io.debezium.connector.jdbc.JdbcSinkConnector',
} as const

/** What `validate` says of one key, or of one it warns of. */
type Told = readonly [key: string, text: string]

interface ConfigInfos {
  readonly configs: readonly {
    readonly value: { readonly name: string; readonly errors: readonly string[] }
  }[]
  readonly warnings: readonly { readonly name: string; readonly message: string }[]
}

/** This project between two databases, and what it says of configurations and of what runs. */
export interface BadInput extends Pipeline, Readonly<Record<Kind, Database>> {
  validate(
    config: Properties,
  ): Promise<{ readonly errors: readonly Told[]; readonly warnings: readonly Told[] }>
  /** Creates a connector. */
  start(name: string, config: Properties): Promise<void>
  /** Waits until the connector or a task of it is FAILED, and resolves to what its status says. */
  untilFailed(name: string): Promise<string>
  /** Records of JSON with a schema. */
  produce(topic: string, schema: object, ...values: readonly object[]): Promise<void>
  /** The error of each dead letter, by the offset of its record. */
  letters(topic: string): Promise<ReadonlyMap<number, string>>
}

const infosOf = ({ configs, warnings }: ConfigInfos) => ({
  errors: configs.flatMap(({ value: { name, errors } }) => errors.map((error): Told => [name, error])),
  warnings: warnings.map(({ name, message }): Told => [name, message]),
})

const header = (headers: readonly (readonly [string, string | null])[], name: string) =>
  headers.find(([key]) => key === `__connect.errors.${name}`)?.[1] ?? ''

export const openBadInput = async (): Promise<BadInput> => {
  const bootstrap = inject('bootstrap')
  const pipeline = await openPipeline({ bootstrap, s3Endpoint: 'http://127.0.0.1:1' })
  const postgres = await ownDatabase('postgres', inject('postgres'))
  const mariadb = await ownDatabase('mariadb', inject('mariadb'))
  const kafka = createKafka({ brokers: [bootstrap], clientId: postgres.name })
  const { rest } = pipeline.connect()
  return {
    ...pipeline,
    postgres,
    mariadb,
    validate: async config => {
      const path = `/connector-plugins/${config['connector.class']}/config/validate`
      const body = JSON.stringify({ name: 'validated', ...config })
      const answer = await rest.request('PUT', path, { contentType: 'application/json', body })
      return infosOf((await answer.json()) as ConfigInfos)
    },
    start: (name, config) => rest.create(name, config),
    untilFailed: name =>
      vi.waitFor(async () => {
        const { connector, tasks } = await rest.status(name)
        const failed = [connector, ...tasks].filter(({ state }) => state === 'FAILED')
        expect(failed).not.toEqual([])
        return failed.map(({ trace }) => trace ?? '').join('\n')
      }, soon),
    produce: async (topic, schema, ...values) => {
      await pipeline.topics.create(topic)
      const texts = values.map(payload => JSON.stringify({ schema, payload }))
      await pipeline.topics.append(topic, texts, texts.length)
    },
    letters: async topic => {
      const records = await readTopic(kafka, { topic })
      return new Map(
        records.map(({ headers }) => [
          Number(header(headers, 'offset')),
          `${header(headers, 'stage')}: ${header(headers, 'exception.message')}`,
        ]),
      )
    },
    close: async () => {
      await kafka.close()
      await pipeline.close()
      await postgres.close()
      await mariadb.close()
    },
  }
}
