import type { ConfigDef, ConfigOf } from '../sdk/config.ts'
import type { Problem } from '../sdk/problem.ts'
import { defineSource, type Source } from '../sdk/source.ts'
import { connectionProblems } from './connection-config.ts'
import { aivenConfig, aivenSettings } from './source/aiven-config.ts'
import { confluentConfig } from './source/confluent-config.ts'
import { confluentProblems, confluentSettings } from './source/confluent-settings.ts'
import { offsetProblem } from './source/positions.ts'
import { sourceProblems } from './source/problems.ts'
import type { SourceSettings } from './source/settings.ts'

interface SourceClass<D extends ConfigDef> {
  readonly className: string
  readonly title: string
  readonly config: D
  readonly settings: (config: ConfigOf<D>) => SourceSettings
  readonly problems?: (config: ConfigOf<D>) => Iterable<Problem>
}

/** The offsets of rows say all there is to say: each has a position of its own. */
const isExact = ({ mode }: SourceSettings) => mode === 'incrementing' || mode === 'timestamp+incrementing'

const isTable = ({ query, protocol, table, ...rest }: Readonly<Record<string, unknown>>) =>
  query === undefined &&
  typeof table === 'string' &&
  (protocol === undefined || protocol === '1') &&
  Object.keys(rest).length === 0

const isQuery = ({ query, ...rest }: Readonly<Record<string, unknown>>) =>
  query === 'query' && Object.keys(rest).length === 0

const jdbcSource = <const D extends ConfigDef>(of: SourceClass<D>): Source<D> =>
  defineSource({
    classes: [of.className],
    version: '0.1.0',
    docs: {
      title: of.title,
      summary: 'Tables, views or a query of MySQL, MariaDB or PostgreSQL into topics.',
      delivers: 'at least once',
      because:
        'offsets are stored when Kafka has the rows; exactly once can be asked for with `mode` incrementing or timestamp+incrementing',
      residue:
        'rows whose offset was not stored are there again; what a transaction commits late, behind what was read, is missed unless `timestamp.delay.interval.ms` waits for it',
      position: {
        partition: { protocol: '1', table: 'mydb.orders' },
        offset: { incrementing: 17 },
      },
    },
    config: of.config,
    *validate(config) {
      const settings = of.settings(config)
      yield* connectionProblems(settings.connection)
      yield* of.problems?.(config) ?? []
      yield* sourceProblems(settings)
    },
    probe: async function* (config, { signal }) {
      const { probeSource } = await import('./source/probe-source.ts')
      yield* probeSource(of.settings(config), signal)
    },
    *validateOffsets(offsets) {
      for (const { partition, offset } of offsets) {
        if (!isTable(partition) && !isQuery(partition))
          yield 'The partition is none of this source: allowed are {"protocol":"1","table":…}, {"table":…} and {"query":"query"}'
        const problem = offsetProblem(offset)
        if (problem !== undefined) yield problem
      }
    },
    exactlyOnce: config => isExact(of.settings(config)),
    plan: async (config, maxTasks) => {
      const { planSource } = await import('./source/plan-source.ts')
      return planSource(of.settings(config), maxTasks)
    },
    open: async ({ config, ...context }) => {
      const { openSource } = await import('./source/open-source.ts')
      return openSource(of.settings(config), context)
    },
  })

/** Rows into topics: `{protocol, table}` → `{incrementing, timestamp, timestamp_nanos}`, as far as a mode has them. */
export const confluentJdbcSource = jdbcSource({
  className: 'io.confluent.connect.jdbc.JdbcSourceConnector',
  title: 'JDBC source',
  config: confluentConfig,
  settings: confluentSettings,
  problems: confluentProblems,
})

/** The same engine under Aiven's keys. */
export const aivenJdbcSource = jdbcSource({
  className: 'io.aiven.connect.jdbc.JdbcSourceConnector',
  title: 'Aiven JDBC source',
  config: aivenConfig,
  settings: aivenSettings,
})
