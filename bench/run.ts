import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBroker } from '../infra/local/broker.ts'
import { bench } from './bench.ts'
import { conversions } from './conversions.ts'
import { describeMachine } from './machine.ts'
import { parseOptions } from './options.ts'
import { describeOthers, printTable } from './report.ts'
import { kafkaConnect, thisProject } from './systems.ts'

const options = parseOptions(process.argv.slice(2))
const { rounds, records, only, peerHeap } = options
const ours = only === 'peer' ? [] : [thisProject()]
const peer = only === 'ours' ? [] : [kafkaConnect(peerHeap)]
const systems = [...ours, ...peer]

const explanation = (machine: readonly string[]) => `
${machine.map(each => `- ${each}`).join('\n')}
- ${records} lines of 100 bytes, one partition, StringConverter, one broker for all; medians of ${rounds} (least–most)
- Kafka Connect: standalone, as its scripts start it (G1, -Xms256M -Xmx${peerHeap}), plugin.discovery=service_load
- each round a fresh worker: start, first record, source, sink; every run's output was compared with its input
- memory: peak of all its processes; CPU: user and system time of all its processes, from the request to the last record
`

const machine = await describeMachine()
const dataDir = await mkdtemp(join(tmpdir(), 'connect-bench-broker-'))
const broker = await startBroker({ dataDir, log: console.log })
try {
  const results = await bench({
    ...{ bootstrap: broker.bootstrap, systems, rounds, records, conversions },
    log: console.log,
  })
  console.log(explanation([...machine, describeOthers(results)]))
  const names = systems.map(system => system.name)
  console.log(printTable(results, { systems: names, conversions }))
  if (options.json !== undefined)
    await writeFile(options.json, `${JSON.stringify({ machine, options, rounds: results }, null, 2)}\n`)
} finally {
  await broker.stop()
  await rm(dataDir, { recursive: true, force: true })
}
