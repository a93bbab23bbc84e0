import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startMariaDb } from './mariadb.ts'
import { startOpenSearch } from './opensearch.ts'
import { startProcess } from './processes.ts'
import { type DemoPorts, demoPorts, writeConfigurations } from './search-demo/configurations.ts'
import { type DemoIndex, openIndex } from './search-demo/documents.ts'
import { follow } from './search-demo/follow.ts'
import { type DemoTable, openTable } from './search-demo/table.ts'

/** Between two rows, ms. */
const PAUSE = 2_000

/** For what Connect says at its start to be shown before anything happens, ms. */
const FIRST_LINES = 500

const print = (line: string) => console.log(line)

interface Stoppable {
  stop(): Promise<unknown>
}

/** What has been started so far, to be ended the other way round. */
type Parts = Stoppable[]

/** One that is still starting is ended as soon as it has started. */
const keep = <T extends Stoppable>(parts: Parts, starting: Promise<T>): Promise<T> => {
  parts.push({ stop: () => starting.then(started => started.stop()) })
  return starting
}

const startDatabases = async (dir: string, ports: DemoPorts, parts: Parts) => {
  print('starting MariaDB and OpenSearch …')
  const [mariadb, opensearch] = await Promise.all([
    keep(parts, startMariaDb({ dataDir: join(dir, 'mariadb'), port: ports.mariadb, log: print })),
    keep(parts, startOpenSearch({ dataDir: join(dir, 'opensearch'), port: ports.opensearch, log: print })),
  ])
  const table = await openTable(mariadb.address)
  parts.push({ stop: table.close })
  return { table, index: openIndex(opensearch.url) }
}

/** `npm start` with the two files of the example. */
const startConnect = async (dir: string, ports: DemoPorts, parts: Parts) => {
  const logFile = join(dir, 'connect.log')
  const answers = () => fetch(`http://127.0.0.1:${ports.rest}/health`).then(({ ok }) => ok)
  const starting = startProcess({
    name: 'Connect worker',
    command: process.execPath,
    args: [join(import.meta.dirname, 'start.ts'), ...writeConfigurations(dir, ports)],
    logFile,
    grace: 20,
    ready: () => answers().catch(() => false),
  })
  parts.push(follow(logFile, print))
  const connect = await keep(parts, starting)
  await sleep(FIRST_LINES)
  return connect
}

interface Shown {
  readonly table: DemoTable
  readonly index: DemoIndex
}

/** Inserts a row and waits until its document can be found. */
const showRow = async ({ table, index }: Shown, signal: AbortSignal) => {
  const { id, name, price } = await table.insert()
  const inserted = performance.now()
  print(`row ${id}: ${name}, ${price}`)
  const found = await index.documentOf(id, signal)
  if (signal.aborted) return
  const seconds = ((performance.now() - inserted) / 1000).toFixed(1)
  print(
    found === undefined
      ? `  is in no document after ${seconds} s; the status of the connectors tells why`
      : `  ${seconds} s later: ${found.id} ${found.source}, one of ${await index.count()}`,
  )
}

const showRows = async (shown: Shown, rows: number, signal: AbortSignal) => {
  for (let row = 0; row < rows && !signal.aborted; row++) {
    await showRow(shown, signal)
    await sleep(PAUSE, undefined, { signal }).catch(() => undefined)
  }
}

const welcome = async (ports: DemoPorts, table: DemoTable) => {
  print('')
  print(`  MariaDB     jdbc:mysql://localhost:${ports.mariadb}/mydb, mytable with ${await table.rows()} rows`)
  print(`  OpenSearch  http://localhost:${ports.opensearch}/mysql-mytable/_search`)
  print('')
}

interface Demo {
  readonly dir: string
  /** how many are inserted */
  readonly rows: number
  readonly parts: Parts
  readonly signal: AbortSignal
}

const runDemo = async ({ dir, rows, parts, signal }: Demo): Promise<void> => {
  const ports = await demoPorts()
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const shown = await startDatabases(dir, ports, parts)
  signal.throwIfAborted()
  await welcome(ports, shown.table)
  const connect = await startConnect(dir, ports, parts)
  const ended = connect.ended.then(code => {
    throw new Error(`Connect has ended by itself (exit code ${code})`)
  })
  await Promise.race([showRows(shown, rows, signal), ended])
}

const stopAll = async (parts: Parts) => {
  // what could not be started has told why
  for (const part of parts.toReversed()) await part.stop().catch(() => undefined)
}

const main = async () => {
  const { values } = parseArgs({
    options: {
      'data-dir': { type: 'string', default: 'data/demo-search' },
      rows: { type: 'string', default: 'Infinity' },
    },
  })
  const parts: Parts = []
  const stopping = new AbortController()
  const stop = async (code: number) => {
    if (stopping.signal.aborted) return
    stopping.abort()
    await stopAll(parts)
    process.exit(code)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0))
  try {
    const dir = resolve(values['data-dir'])
    await runDemo({ dir, rows: Number(values.rows), parts, signal: stopping.signal })
    await stop(0)
  } catch (error) {
    if (stopping.signal.aborted) return
    console.error(error instanceof Error ? error.message : String(error))
    await stop(1)
  }
}

await main()
