import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { hasApt } from '../../infra/local/apt.ts'
import { startBroker } from '../../infra/local/broker.ts'
import type { DatabaseAddress } from '../../infra/local/database-server.ts'
import { startDynamoDb } from '../../infra/local/dynamodb-local.ts'
import { startMariaDb } from '../../infra/local/mariadb.ts'
import { startObjectStore } from '../../infra/local/object-store.ts'
import { startOpenSearch } from '../../infra/local/opensearch.ts'
import { startPostgres } from '../../infra/local/postgres.ts'
import { hasPostgres } from '../../infra/local/postgres-binaries.ts'
import type { LocalProcess } from '../../infra/local/processes.ts'
import { startSchemaRegistry } from '../../infra/local/schema-registry.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** `host:port` of a broker that all test files share: choose names of your own */
    bootstrap: string
    /** `http://host:port` */
    dynamodbEndpoint: string
    /** `http://host:port`, for path-style requests */
    s3Endpoint: string
    /** `http://host:port/path` of a schema registry, in Confluent's form: choose subjects of your own */
    schemaRegistry: string
    /** shared as well: choose a schema or a database of your own */
    postgres: DatabaseAddress
    /** choose a database of your own */
    mariadb: DatabaseAddress
    /** `http://host:port`: choose indices of your own */
    openSearch: string
  }
}

interface Setup {
  readonly dataDir: string
  readonly provide: TestProject['provide']
}

const options = (name: string, { dataDir }: Setup) => ({ dataDir: join(dataDir, name), log: console.log })

/** What needs it is skipped. */
const leftOut = (name: string): undefined => {
  console.log(`${name} is left out: it comes from the packages of Debian`)
}

const services = {
  broker: async (setup: Setup) => {
    const broker = await startBroker(options('broker', setup))
    setup.provide('bootstrap', broker.bootstrap)
    return broker
  },
  dynamodb: async (setup: Setup) => {
    const dynamodb = await startDynamoDb(options('dynamodb', setup))
    setup.provide('dynamodbEndpoint', dynamodb.endpoint)
    return dynamodb
  },
  s3: async (setup: Setup) => {
    const store = await startObjectStore(options('s3', setup))
    setup.provide('s3Endpoint', store.endpoint)
    return store
  },
  'schema-registry': async (setup: Setup) => {
    const registry = await startSchemaRegistry(options('schema-registry', setup))
    setup.provide('schemaRegistry', registry.url)
    return registry
  },
  postgres: async (setup: Setup) => {
    if (!hasPostgres() && !(await hasApt())) return leftOut('PostgreSQL')
    const server = await startPostgres(options('postgres', setup))
    setup.provide('postgres', server.address)
    return server
  },
  mariadb: async (setup: Setup) => {
    if (!(await hasApt())) return leftOut('MariaDB')
    const server = await startMariaDb(options('mariadb', setup))
    setup.provide('mariadb', server.address)
    return server
  },
  opensearch: async (setup: Setup) => {
    const server = await startOpenSearch(options('opensearch', setup))
    setup.provide('openSearch', server.url)
    return server
  },
} satisfies Record<string, (setup: Setup) => Promise<LocalProcess | undefined>>

/** `SERVICES=broker,s3` starts only these. */
const asked = () => {
  const names = process.env.SERVICES?.split(',').map(name => name.trim()) ?? Object.keys(services)
  return names.map(name => {
    const start = Object.entries(services).find(([known]) => known === name)?.[1]
    if (start === undefined)
      throw new Error(`SERVICES names "${name}"; allowed are ${Object.keys(services).join(', ')}`)
    return start
  })
}

/** Starts what the integration tests need, once for all of them. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'connect-services-'))
  const provide: TestProject['provide'] = (key, value) => project.provide(key, value)
  const started = await Promise.allSettled(asked().map(start => start({ dataDir, provide })))
  const teardown = async () => {
    await Promise.all(started.map(each => (each.status === 'fulfilled' ? each.value?.stop() : undefined)))
    await rm(dataDir, { recursive: true, force: true })
  }
  const failed = started.find(each => each.status === 'rejected')
  if (failed === undefined) return teardown
  await teardown()
  throw failed.reason
}
