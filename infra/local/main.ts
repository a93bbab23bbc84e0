import { mkdirSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { join, resolve } from 'node:path'
import type { ApiResult } from '../../functions/api/api-event.ts'
import { openAccessLog } from './access-log.ts'
import { type Connect, startConnect } from './connect.ts'
import { demoConnectors, startDemo } from './demo.ts'
import { deployFiles } from './deploy-files.ts'
import { keepBroker } from './kept-broker.ts'
import { listen } from './listener.ts'
import { localPlugins } from './local-plugins.ts'
import { localConfigProviders } from './local-runtime.ts'
import { readPropertiesFile } from './properties-file.ts'
import { restAccess } from './rest-access.ts'
import { statusLines, warningLines } from './status-lines.ts'
import { readWorker, type Worker } from './worker-properties.ts'

interface Stoppable {
  stop(): Promise<void>
}

const print = (line: string) => console.log(line)

const starting: ApiResult = {
  statusCode: 503,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ status: 'starting', message: 'Worker is still starting up.' }),
}

const graceOfSlices = 5_000

const startKafka = async ({ config }: Worker, dataDir: string, parts: Stoppable[]): Promise<string> => {
  const given = config['bootstrap.servers']
  if (given !== null && given.length > 0) return given.join(',')
  print('starting Kafka …')
  const broker = await keepBroker(
    { dataDir: `${dataDir}/kafka`, port: config['embedded.kafka.port'], log: print },
    print,
  )
  parts.push(broker)
  return broker.bootstrap
}

const welcome = (lines: Readonly<Record<string, string>>) => {
  const width = Math.max(...Object.keys(lines).map(name => name.length))
  print('')
  for (const [name, text] of Object.entries(lines)) print(`  ${name.padEnd(width)}  ${text}`)
  print('')
}

const start = async (args: readonly string[], parts: Stoppable[]) => {
  const [workerFile, ...files] = args
  const worker = readWorker(workerFile === undefined ? {} : readPropertiesFile(workerFile), process.env)
  const { listeners } = worker.config
  const plugins = await localPlugins(worker.properties)
  for (const line of plugins.unread) print(`plugin.path: ${line}`)
  const access = await restAccess(worker, localConfigProviders(worker.properties))
  const dataDir = resolve(worker.config['data.dir'])
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })

  let handle: Connect['handle'] = async () => starting
  const log = openAccessLog(join(dataDir, 'access.log'), error => print(`calls are not logged: ${error}`))
  for (const url of listeners) {
    const server = await listen(url, { access, log, handle: event => handle(event) })
    parts.push({ stop: () => server.close() })
  }
  const demo = workerFile === undefined
  const [bootstrap, store] = await Promise.all([
    startKafka(worker, dataDir, parts),
    demo ? startDemo(dataDir, print) : undefined,
  ])
  if (store !== undefined) parts.push(store)

  let changed: (name: string, error?: Error) => Promise<void> = async () => undefined
  const connect = await startConnect({
    dataDir,
    worker: {
      ...worker.properties,
      'group.id': worker.config['group.id'],
      'bootstrap.servers': bootstrap,
    },
    plugins,
    listeners,
    ...(access.authenticate && { authenticate: access.authenticate }),
    changed: (name, error) => void changed(name, error).catch(() => undefined),
    warned: warningLines(print),
  })
  parts.push({ stop: () => connect.stop(graceOfSlices) })
  changed = statusLines(connect.table, print)
  await deployFiles({ table: connect.table, plugins }, demo ? demoConnectors : files)
  handle = connect.handle
  welcome({
    'REST API': listeners.join(', '),
    Kafka: bootstrap,
    ...(store !== undefined && { 'S3 stand-in': `${store.endpoint}, bucket my-kafka-bucket` }),
    'data folder': dataDir,
    ...(demo && {
      'try next': `echo hello >> ${dataDir}/input.txt; curl ${listeners[0]}/connectors?expand=status`,
    }),
    'to end it': 'Ctrl-C; the next start goes on where this one ended',
  })
  await connect.wake()
}

const stopAll = async (parts: readonly Stoppable[]) => {
  for (const part of parts.toReversed()) await part.stop().catch(error => print(String(error)))
}

const main = async () => {
  const parts: Stoppable[] = []
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await stopAll(parts)
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  try {
    await start(process.argv.slice(2), parts)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    await stopAll(parts)
    process.exit(1)
  }
}

setTimeout(flushCompileCache, 5_000).unref()
await main()
