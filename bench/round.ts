import { mkdir, rm } from 'node:fs/promises'
import type { Conversion } from './conversions.ts'
import {
  type ConversionFlows,
  type Flow,
  type Material,
  measureConversion,
  measureFirstRecord,
  measureSink,
  measureSource,
  measureWarmSource,
  type Subject,
} from './measures.ts'
import { watchOthers } from './other-load.ts'
import { watchMemory } from './process-tree.ts'
import type { System } from './systems.ts'

/** What one fresh worker did. */
export interface Round {
  readonly system: string
  /** ms until it was ready to handle requests */
  readonly start: number
  /** ms from the request that made a connector to its first record in Kafka */
  readonly firstRecord: number
  readonly source: Flow
  readonly sink: Flow
  /** by the id of the conversion */
  readonly conversions: Readonly<Record<string, ConversionFlows>>
  /** the source once more, after the conversions: what is compiled while they run is compiled by then */
  readonly warmSource: Flow
  /** bytes, of all its processes, over all but the conversions */
  readonly memory: number
  /** what others took of the machine meanwhile, 0 to 1: with much of it, figures in seconds mean little */
  readonly others: number
}

export interface RoundOptions {
  readonly bootstrap: string
  readonly material: Material
  /** another one for each round of each system */
  readonly id: string
  /** for this round only */
  readonly dir: string
  readonly conversions: readonly Conversion[]
}

const measureConversions = async (subject: Subject, { conversions, material, dir }: RoundOptions) => {
  const flows: Record<string, ConversionFlows> = {}
  for (const conversion of conversions)
    flows[conversion.id] = await measureConversion(subject, material, { conversion, dir })
  return flows
}

/** Starts a system, measures it, and stops it. The order is the same for all: nothing is warm at the first record. */
export const runRound = async (system: System, options: RoundOptions): Promise<Round> => {
  const { bootstrap, material, id, dir } = options
  await mkdir(dir, { recursive: true })
  const others = watchOthers()
  const connect = await system.start({ bootstrap, dir })
  const memory = watchMemory(connect.pid)
  const subject = { connect, id }
  try {
    const firstRecord = await measureFirstRecord(subject, material)
    const source = await measureSource(subject, material)
    const sink = await measureSink(subject, material, dir)
    const peak = memory.stop()
    return {
      system: system.name,
      start: connect.startedIn,
      firstRecord,
      source,
      sink,
      conversions: await measureConversions(subject, options),
      warmSource: await measureWarmSource(subject, material),
      memory: peak,
      others: others.stop(),
    }
  } finally {
    memory.stop()
    await connect.stop()
    await rm(dir, { recursive: true, force: true })
  }
}
