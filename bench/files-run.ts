import { join } from 'node:path'
import { startSchemaRegistry } from '../infra/local/schema-registry.ts'
import { bench } from './bench.ts'
import { conversionsOf } from './conversions.ts'
import type { BenchOptions } from './options.ts'
import { describeOthers, printTable } from './report.ts'
import type { Round } from './round.ts'
import { kafkaConnect, type System, thisProject } from './systems.ts'

/** Where a benchmark runs, and whom it tells. */
export interface BenchPlace {
  readonly bootstrap: string
  readonly dataDir: string
  readonly machine: readonly string[]
  readonly log: (line: string) => void
}

const explanation = ({ rounds, records, peerHeap }: BenchOptions, machine: readonly string[]) => `
${machine.map(each => `- ${each}`).join('\n')}
- ${records} lines of 100 bytes, one partition, StringConverter, one broker for all; medians of ${rounds} (least–most)
- Kafka Connect: standalone, as its scripts start it (G1, -Xms256M -Xmx${peerHeap}), plugin.discovery=service_load
- each round a fresh worker: start, first record, source, sink; every run's output was compared with its input
- conversions: the same lines both ways, each reading what it has written; structs are made and taken apart by HoistField,
  InsertField and ExtractField; net is what is left without a source of plain text and a sink with ByteArrayConverter
- the Avro converter of Kafka Connect is Apicurio's, which descends from Confluent's
- memory: peak of all its processes; CPU: user and system time of all its processes, from the request to the last record
`

const systemsOf = ({ systems, peerHeap }: BenchOptions): readonly System[] => [
  ...(systems.includes('ours') ? [thisProject()] : []),
  ...(systems.includes('peer') ? [kafkaConnect(peerHeap)] : []),
]

/** Lines of files to Kafka and back. */
export const runFiles = async (options: BenchOptions, place: BenchPlace): Promise<readonly Round[]> => {
  const { bootstrap, dataDir, machine, log } = place
  const { rounds, records } = options
  const systems = systemsOf(options)
  if (systems.length === 0) return []
  const registry = await startSchemaRegistry({ dataDir: join(dataDir, 'schema-registry'), log })
  try {
    const conversions = (system: System) => conversionsOf(system, registry.url)
    const results = await bench({ bootstrap, systems, rounds, records, conversions, log })
    log(explanation(options, [...machine, describeOthers(results)]))
    const names = systems.map(system => system.name)
    log(printTable(results, { systems: names, conversions: conversions(thisProject()) }))
    return results
  } finally {
    await registry.stop()
  }
}
