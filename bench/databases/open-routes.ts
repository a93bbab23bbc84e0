import { openTopics, type Topics } from '../../test/helpers/topics.ts'
import type { Database } from './database.ts'
import { databaseRoutes } from './database-routes.ts'
import { openMariaDb } from './mariadb.ts'
import { openSearchEngine } from './open-search.ts'
import { openPostgresql } from './postgresql.ts'
import type { Route } from './route.ts'
import { json, jsonWithSchema } from './rows.ts'
import { searchRoute } from './search-route.ts'
import type { ServerAddresses } from './servers.ts'

export interface Routes {
  readonly routes: readonly Route[]
  /** Takes back what it has made. */
  close(): Promise<void>
}

interface Settings {
  readonly bootstrap: string
  readonly addresses: ServerAddresses
  readonly rows: number
}

const recordsPerBatch = 500
const recordsAtOnce = 20_000

const fillTopic = async (topics: Topics, topic: string, { rows, textOf }: Values) => {
  await topics.create(topic)
  for (let start = 1; start <= rows; start += recordsAtOnce) {
    const count = Math.min(recordsAtOnce, rows + 1 - start)
    const values = Array.from({ length: count }, (_, index) => textOf(start + index))
    await topics.append(topic, values, recordsPerBatch)
  }
}

interface Values {
  readonly rows: number
  readonly textOf: (id: number) => string
}

const openDatabases = async ({ postgresql, mariadb }: ServerAddresses): Promise<readonly Database[]> => [
  ...(postgresql === undefined ? [] : [await openPostgresql(postgresql)]),
  ...(mariadb === undefined ? [] : [await openMariaDb(mariadb)]),
]

const inputs = { databases: 'bench-orders-with-schemas', search: 'bench-orders-as-documents' }

/** Fills tables and topics with the rows that the routes start from. */
export const openRoutes = async ({ bootstrap, addresses, rows }: Settings): Promise<Routes> => {
  const topics = await openTopics(bootstrap)
  const databases = await openDatabases(addresses)
  const { opensearch } = addresses
  for (const database of databases) await database.fill(rows)
  if (databases.length > 0) await fillTopic(topics, inputs.databases, { rows, textOf: jsonWithSchema })
  if (opensearch !== undefined) await fillTopic(topics, inputs.search, { rows, textOf: json })
  return {
    routes: [
      ...databases.flatMap(database => databaseRoutes(database, topics, inputs.databases)),
      ...(opensearch === undefined ? [] : [searchRoute(openSearchEngine(opensearch), inputs.search)]),
    ],
    close: async () => {
      if (databases.length > 0) await topics.delete(inputs.databases)
      if (opensearch !== undefined) await topics.delete(inputs.search)
      for (const database of databases) {
        await database.dropTable('bench_orders')
        await database.close()
      }
      await topics.close()
    },
  }
}
