import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBroker } from '../infra/local/broker.ts'
import { runRoutes } from './databases/run.ts'
import { runFiles } from './files-run.ts'
import { describeMachine } from './machine.ts'
import { parseOptions } from './options.ts'

const options = parseOptions(process.argv.slice(2))
const machine = await describeMachine()
const dataDir = await mkdtemp(join(tmpdir(), 'connect-bench-broker-'))
const log = console.log
const broker = await startBroker({ dataDir, log })
try {
  const place = { bootstrap: broker.bootstrap, dataDir, machine, log }
  const rounds = options.subjects.includes('files') ? await runFiles(options, place) : []
  const routes = await runRoutes(options, place)
  if (options.json !== undefined)
    await writeFile(options.json, `${JSON.stringify({ machine, options, rounds, routes }, null, 2)}\n`)
} finally {
  await broker.stop()
  await rm(dataDir, { recursive: true, force: true })
}
