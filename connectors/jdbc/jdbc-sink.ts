import type { ConfigDef, ConfigOf } from '../sdk/config.ts'
import type { Finding, Problem } from '../sdk/problem.ts'
import { defineSink, type SinkContext } from '../sdk/sink.ts'
import { dialectFor, openConnection, probeConnection } from './open-connection.ts'
import { aivenSinkConfig, aivenSinkProblems, aivenSinkSettings } from './sink/aiven-sink-config.ts'
import {
  debeziumSinkConfig,
  debeziumSinkProblems,
  debeziumSinkSettings,
} from './sink/debezium/debezium-sink-config.ts'
import { openJdbcWriter } from './sink/jdbc-writer.ts'
import type { SinkSettings } from './sink/settings.ts'
import { jdbcSinkConfig, jdbcSinkProblems, jdbcSinkSettings } from './sink/sink-config.ts'

const openWriter = async (settings: SinkSettings, context: Omit<SinkContext<unknown>, 'config'>) => {
  const { connection } = settings
  const { callTimeout, signal } = context
  const connect = () => openConnection(connection, { callTimeout, signal })
  return openJdbcWriter({ settings, dialect: await dialectFor(connection), connect }, context)
}

interface Keys<D extends ConfigDef> {
  readonly className: string
  readonly title: string
  readonly config: D
  readonly problems: (config: ConfigOf<D>) => Iterable<Problem>
  readonly settings: (config: ConfigOf<D>) => SinkSettings
}

/** Debezium has another key for the user. */
const inKeysOf = async function* (
  config: ConfigDef,
  findings: AsyncIterable<Finding>,
): AsyncGenerator<Finding> {
  for await (const [key, ...rest] of findings) yield [key in config ? key : 'connection.username', ...rest]
}

/** One sink under the keys of several vendors. */
const jdbcSinkWith = <const D extends ConfigDef>({ className, title, config, problems, settings }: Keys<D>) =>
  defineSink({
    classes: [className],
    version: '0.1.0',
    docs: {
      title,
      summary: 'Records into tables of PostgreSQL, MySQL and MariaDB.',
      delivers: 'at least once',
      because:
        'each write is one transaction; with `exactly.once=true` it stores its offsets too, and each record is written once',
      residue:
        'without `exactly.once`, what was committed and not yet checkpointed is written again: twice where rows have no key',
    },
    config,
    validate: problems,
    probe: (parsed, { signal }) => inKeysOf(config, probeConnection(settings(parsed).connection, signal)),
    open: ({ config: parsed, ...context }) => openWriter(settings(parsed), context),
  })

/** Records into tables, by the keys of Confluent's connector. */
export const jdbcSink = jdbcSinkWith({
  className: 'io.confluent.connect.jdbc.JdbcSinkConnector',
  title: 'JDBC sink',
  config: jdbcSinkConfig,
  problems: jdbcSinkProblems,
  settings: jdbcSinkSettings,
})

/** The same, by the keys of Aiven's connector. */
export const aivenJdbcSink = jdbcSinkWith({
  className: 'io.aiven.connect.jdbc.JdbcSinkConnector',
  title: 'Aiven JDBC sink',
  config: aivenSinkConfig,
  problems: aivenSinkProblems,
  settings: aivenSinkSettings,
})

/** The same, by the keys of Debezium's connector, whose change events it understands. */
export const debeziumJdbcSink = jdbcSinkWith({
  className: 'io.debezium.connector.jdbc.JdbcSinkConnector',
  title: 'Debezium JDBC sink',
  config: debeziumSinkConfig,
  problems: debeziumSinkProblems,
  settings: debeziumSinkSettings,
})
