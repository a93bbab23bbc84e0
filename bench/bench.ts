import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { numberedLine, numberedLines } from '../test/helpers/numbered-lines.ts'
import { openTopics, type Topics } from '../test/helpers/topics.ts'
import type { Conversion } from './conversions.ts'
import { hashOfFile } from './files.ts'
import type { Material } from './measures.ts'
import { type Round, runRound } from './round.ts'
import type { System } from './systems.ts'

export interface BenchSettings {
  readonly bootstrap: string
  readonly systems: readonly System[]
  readonly rounds: number
  readonly records: number
  readonly conversions: (system: System) => readonly Conversion[]
  readonly log: (line: string) => void
}

/** Records in 16 KiB, the size of a batch of Java's producer by default. */
const recordsPerBatch = 150

const prepare = async (dir: string, topics: Topics, records: number): Promise<Material> => {
  const file = join(dir, 'input.txt')
  const oneLine = join(dir, 'one-line.txt')
  const topic = 'sink-input'
  await writeFile(file, numberedLines(0, records))
  await writeFile(oneLine, numberedLines(0, 1))
  await topics.create(topic)
  await topics.append(
    topic,
    Array.from({ length: records }, (_, n) => numberedLine(n)),
    recordsPerBatch,
  )
  return { topics, records, file, hash: await hashOfFile(file), oneLine, topic }
}

const progressOf = ({ system, source, sink }: Round) =>
  `${system}: source ${Math.round(source.rate)} records/s, sink ${Math.round(sink.rate)} records/s`

/** Measures the systems in turn, round by round, so that what the machine does besides hits all of them alike. */
export const bench = async (settings: BenchSettings): Promise<readonly Round[]> => {
  const { bootstrap, systems, rounds, records, conversions, log } = settings
  const dir = await mkdtemp(join(tmpdir(), 'connect-bench-'))
  const topics = await openTopics(bootstrap)
  const results: Round[] = []
  try {
    const material = await prepare(dir, topics, records)
    for (let round = 1; round <= rounds; round++)
      for (const [index, system] of systems.entries()) {
        const id = `${round}-${index}`
        const result = await runRound(system, {
          ...{ bootstrap, material, id, conversions: conversions(system) },
          dir: join(dir, id),
        })
        log(`round ${round} of ${rounds}, ${progressOf(result)}`)
        results.push(result)
      }
    await topics.delete(material.topic)
    return results
  } finally {
    await topics.close()
    await rm(dir, { recursive: true, force: true })
  }
}
