import { test as anyTest, expect, inject, vi } from 'vitest'
import { openPipeline, type Pipeline } from '../../helpers/pipeline.ts'
import { type Database, type Kind, ownDatabase } from './own-database.ts'

type Properties = Readonly<Record<string, string>>

export const soon = { timeout: 30_000, interval: 150 }

export const inAvro = (registry: string): Properties => ({
  'value.converter': 'io.confluent.connect.avro.AvroConverter',
  'value.converter.schema.registry.url': registry,
})

/** Both databases and this project between them, as a test sees them. */
export interface RoundTrips extends Pipeline, Readonly<Record<Kind, Database>> {
  /** A source that reads a table; its name, and the topic that rows go to. */
  from(
    kind: Kind,
    table: string,
    over?: Properties,
  ): Promise<{ readonly name: string; readonly topic: string }>
  /** A source that reads a query; the topic that its rows go to. */
  ask(kind: Kind, query: string, over?: Properties): Promise<string>
  /** A sink of a topic into a table, which it creates; its name. */
  into(kind: Kind, topic: string, table: string, over?: Properties): Promise<string>
  untilCount(kind: Kind, table: string, count: number): Promise<void>
  /** What the status says of a connector and its tasks. */
  trace(name: string): Promise<string>
  untilFailing(name: string, cause: RegExp): Promise<void>
  /** and deletes it */
  untilFailed(name: string, cause: RegExp): Promise<void>
}

/** Tests that are skipped unless both databases are there. */
export const test = anyTest.runIf(inject('postgres') && inject('mariadb'))

const settings = {
  postgres: ["SET TimeZone = 'UTC'"],
  mariadb: ["SET time_zone = '+00:00'", 'ALTER DATABASE CHARACTER SET utf8mb4'],
}

const open = async (kind: Kind): Promise<Database> => {
  const database = await ownDatabase(kind, inject(kind))
  await database.exec(...settings[kind])
  return database
}

export const openRoundTrips = async (properties?: Properties): Promise<RoundTrips> => {
  const pipeline = await openPipeline({
    bootstrap: inject('bootstrap'),
    s3Endpoint: 'http://127.0.0.1:1',
    properties,
  })
  const databases = { postgres: await open('postgres'), mariadb: await open('mariadb') }
  const { connect } = pipeline
  let made = 0
  const names = new Set<string>()

  const status = async (name: string) => {
    const { connector, tasks } = await connect().rest.status(name)
    return [connector, ...tasks]
  }
  const trace = async (name: string) => (await status(name)).map(each => each.trace ?? '').join('\n')
  const untilFailing = (name: string, cause: RegExp) =>
    vi.waitFor(async () => {
      expect((await status(name)).map(each => each.state)).toContain('FAILED')
      expect(await trace(name)).toMatch(cause)
    }, soon)
  const failures = async () => {
    const all = await Promise.all([...names].map(status))
    return all.flat().flatMap(({ state, trace }) => (state === 'FAILED' ? [trace?.split('\n', 1)] : []))
  }
  const create = (name: string, config: Properties) => {
    names.add(name)
    return connect().rest.create(name, config)
  }

  const source = async (kind: Kind, { name, topic }: { name: string; topic: string }, config: Properties) => {
    await pipeline.topics.create(topic)
    await create(name, {
      'connector.class': 'io.confluent.connect.jdbc.JdbcSourceConnector',
      'poll.interval.ms': '200',
      ...databases[kind].keys,
      mode: 'incrementing',
      'incrementing.column.name': 'id',
      ...config,
    })
  }

  return {
    ...pipeline,
    ...databases,
    trace,
    from: async (kind, table, over = {}) => {
      const prefix = `${databases[kind].name}-${++made}-`
      const names = { name: `${prefix}from`, topic: `${prefix}${table}` }
      await source(kind, names, { 'topic.prefix': prefix, 'table.whitelist': table, ...over })
      return names
    },
    ask: async (kind, query, over = {}) => {
      const topic = `${databases[kind].name}-${++made}-query`
      await source(kind, { name: topic, topic }, { 'topic.prefix': topic, query, ...over })
      return topic
    },
    into: async (kind, topic, table, over = {}) => {
      const name = `${databases[kind].name}-${++made}-into-${table}`
      await create(name, {
        'connector.class': 'io.confluent.connect.jdbc.JdbcSinkConnector',
        topics: topic,
        'table.name.format': table,
        'insert.mode': 'upsert',
        'pk.mode': 'record_value',
        'pk.fields': 'id',
        'auto.create': 'true',
        'restart.backoff.max.ms': '1000',
        ...databases[kind].keys,
        ...over,
      })
      return name
    },
    untilCount: (kind, table, count) =>
      vi.waitFor(async () => {
        const found = await databases[kind].rows(`SELECT count(*) FROM ${table}`).catch(String)
        if (String(found) !== String(count))
          expect([found, ...(await failures())]).toEqual([[[String(count)]]])
      }, soon),
    untilFailing,
    untilFailed: async (name, cause) => {
      await untilFailing(name, cause)
      names.delete(name)
      await connect().rest.delete(name)
    },
    close: async () => {
      await pipeline.close()
      for (const database of Object.values(databases)) await database.close()
    },
  }
}
