import type { ConnectorConfig } from '../../test/helpers/connect-rest.ts'
import type { Topics } from '../../test/helpers/topics.ts'
import type { Database } from './database.ts'
import type { Route, RunPlace } from './route.ts'
import { compareRows, converter } from './rows.ts'

const connection = ({ address: { url, user, password } }: Database): ConnectorConfig => ({
  'connection.url': url,
  'connection.user': user,
  'connection.password': password,
})

const serverOf = ({ address: { host, port, user, password, database } }: Database) => ({
  host,
  port,
  user,
  password,
  database,
})

/** A first read of `bench_orders`, by its key. */
const sourceRoute = (database: Database, topics: Topics): Route => ({
  id: `${database.id}-source`,
  title: `${database.title} to Kafka`,
  // the connector puts the table's name behind the prefix
  prepare: ({ name }) => topics.create(topicOf(name)),
  count: ({ name }) => topics.end(topicOf(name)),
  interval: 20,
  check: async ({ name, rows }) => compareRows(await topics.values(topicOf(name)), rows),
  clean: ({ name }) => topics.delete(topicOf(name)),
  ours: ({ name }) => ({
    'connector.class': 'io.confluent.connect.jdbc.JdbcSourceConnector',
    ...connection(database),
    ...converter(false),
    mode: 'incrementing',
    'incrementing.column.name': 'id',
    'table.whitelist': 'bench_orders',
    'topic.prefix': `${name}-`,
    'batch.max.rows': '3000',
    'poll.interval.ms': '60000',
  }),
  plain: ({ name, bootstrap, rows }) => ({
    loop: `${database.id}-source`,
    ...{ bootstrap, rows, topic: topicOf(name), table: 'bench_orders', server: serverOf(database) },
  }),
})

const topicOf = (name: string) => `${name}-bench_orders`

type Mode = 'insert' | 'upsert'

const ourSink = (database: Database, mode: Mode, { name }: RunPlace): ConnectorConfig => ({
  'connector.class': 'io.confluent.connect.jdbc.JdbcSinkConnector',
  ...connection(database),
  'insert.mode': mode,
  'pk.mode': 'record_value',
  'pk.fields': 'id',
  'table.name.format': name,
})

/** With batches as large as ours, which are larger than its own by default. */
const debeziumSink = (database: Database, mode: Mode, { name }: RunPlace): ConnectorConfig => ({
  'connector.class': 'io.debezium.connector.jdbc.JdbcSinkConnector',
  'connection.url': database.jdbcUrl,
  'connection.username': database.address.user,
  'connection.password': database.address.password,
  'insert.mode': mode,
  'primary.key.mode': 'record_value',
  'primary.key.fields': 'id',
  'schema.evolution': 'none',
  'collection.name.format': name,
  'batch.size': '3000',
  'consumer.override.max.poll.records': '3000',
})

/** `input`: a topic with the rows, each with its schema. */
const sinkRoute = (database: Database, input: string, mode: Mode): Route => ({
  id: `${database.id}-${mode}`,
  title: `Kafka to ${database.title}, ${mode}`,
  prepare: ({ name }) => database.createTable(name),
  count: ({ name }) => database.count(name),
  interval: 20,
  check: async ({ name }) => {
    const differences = await database.differences(name)
    if (differences > 0) throw new Error(`${name} differs from bench_orders in ${differences} rows`)
  },
  clean: ({ name }) => database.dropTable(name),
  ours: place => ({ topics: input, ...converter(true), ...ourSink(database, mode, place) }),
  peer: place => ({ topics: input, ...converter(true), ...debeziumSink(database, mode, place) }),
  plain: ({ name, bootstrap, rows }) => ({
    loop: `${database.id}-sink`,
    ...{ bootstrap, rows, topic: input, table: name, server: serverOf(database), upsert: mode === 'upsert' },
  }),
})

export const databaseRoutes = (database: Database, topics: Topics, input: string): readonly Route[] => [
  sourceRoute(database, topics),
  sinkRoute(database, input, 'insert'),
  sinkRoute(database, input, 'upsert'),
]
