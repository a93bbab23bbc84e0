import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBroker } from '../infra/local/broker.ts'
import { startSchemaRegistry } from '../infra/local/schema-registry.ts'
import { bench } from './bench.ts'
import { conversionsOf } from './conversions.ts'
import { describeMachine } from './machine.ts'
import { parseOptions } from './options.ts'
import { describeOthers, printTable } from './report.ts'
import { kafkaConnect, type System, thisProject } from './systems.ts'

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
- conversions: the same lines both ways, each reading what it has written; structs are made and taken apart by HoistField,
  InsertField and ExtractField; net is what is left without a source of plain text and a sink with ByteArrayConverter
- the Avro converter of Kafka Connect is Apicurio's, which descends from Confluent's
- memory: peak of all its processes; CPU: user and system time of all its processes, from the request to the last record
`

const machine = await describeMachine()
const dataDir = await mkdtemp(join(tmpdir(), 'connect-bench-broker-'))
const log = console.log
const [broker, registry] = await Promise.all([
  startBroker({ dataDir, log }),
  startSchemaRegistry({ dataDir: join(dataDir, 'schema-registry'), log }),
])
try {
  const conversions = (system: System) => conversionsOf(system, registry.url)
  const results = await bench({ bootstrap: broker.bootstrap, systems, rounds, records, conversions, log })
  console.log(explanation([...machine, describeOthers(results)]))
  const names = systems.map(system => system.name)
  console.log(printTable(results, { systems: names, conversions: conversions(thisProject()) }))
  if (options.json !== undefined)
    await writeFile(options.json, `${JSON.stringify({ machine, options, rounds: results }, null, 2)}\n`)
} finally {
  await Promise.all([broker.stop(), registry.stop()])
  await rm(dataDir, { recursive: true, force: true })
}
