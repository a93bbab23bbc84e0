import { once } from 'node:events'
import { mariaDbSink, mariaDbSource } from './mariadb.ts'
import { openSearchSink } from './open-search.ts'
import { postgresqlSink, postgresqlSource } from './postgresql.ts'
import type { OpenLoop, PlainTask } from './task.ts'

const loops: Readonly<Record<PlainTask['loop'], OpenLoop>> = {
  'postgresql-source': postgresqlSource,
  'postgresql-sink': postgresqlSink,
  'mariadb-source': mariaDbSource,
  'mariadb-sink': mariaDbSink,
  'opensearch-sink': openSearchSink,
}

/** A process of its own: it says that it is connected, and begins when it is told to. */
const task: PlainTask = JSON.parse(process.argv[2] ?? '')
process.once('disconnect', () => process.exit())
const moveAll = await loops[task.loop](task)
process.send?.('ready')
await once(process, 'message')
await moveAll()
