import { join } from 'node:path'
import type { ConnectProcess } from '../test/helpers/connect-process.ts'
import type { ConnectorConfig } from '../test/helpers/connect-rest.ts'
import { lineLength } from '../test/helpers/numbered-lines.ts'
import type { Topics } from '../test/helpers/topics.ts'
import { hashOfFile, hashOfLines, sizeOf } from './files.ts'
import { treeUsage } from './process-tree.ts'
import { type Progress, watchProgress } from './progress.ts'

/** What all runs read, and what they are compared with. */
export interface Material {
  readonly topics: Topics
  readonly records: number
  readonly file: string
  /** sha256 of the file */
  readonly hash: string
  /** a file with one line */
  readonly oneLine: string
  /** a topic that holds the lines of `file` */
  readonly topic: string
}

export interface Flow extends Progress {
  /** µs a record, from the request that made the connector until all was there */
  readonly cpuPerRecord: number
}

/** A fresh worker. `id` is in all names: a consumer group outlives the connector and its worker. */
export interface Subject {
  readonly connect: ConnectProcess
  readonly id: string
}

interface Run {
  readonly connect: ConnectProcess
  readonly name: string
  readonly config: ConnectorConfig
  readonly count: () => Promise<number>
  readonly records: number
  readonly interval: number
}

/** Makes the connector and watches what it moves; the time runs from the request on. */
const measureFlow = async ({ connect, name, config, count, records, interval }: Run): Promise<Flow> => {
  const describe = async () => JSON.stringify(await connect.rest.status(name))
  const before = treeUsage(connect.pid).cpu
  const [progress] = await Promise.all([
    watchProgress({ count, target: records, interval, describe }),
    connect.rest.create(name, { ...config, 'tasks.max': '1' }),
  ])
  const cpu = treeUsage(connect.pid).cpu - before
  return { ...progress, cpuPerRecord: (cpu * 1e6) / records }
}

const same = (what: string, got: string, wanted: string) => {
  if (got !== wanted) throw new Error(`${what} is not what the input was: sha256 ${got}, not ${wanted}`)
}

const source = (file: string, topic: string) => ({ 'connector.class': 'FileStreamSource', file, topic })

/** ms from the request that makes a connector to the first record in its topic. */
export const measureFirstRecord = async (subject: Subject, { topics, oneLine }: Material) => {
  const { connect, id } = subject
  const name = `first-record-${id}`
  await topics.create(name)
  try {
    const config = source(oneLine, name)
    const count = () => topics.end(name)
    const { wall } = await measureFlow({ connect, name, config, count, records: 1, interval: 1 })
    await connect.rest.delete(name)
    return wall
  } finally {
    await topics.delete(name)
  }
}

export const measureSource = async ({ connect, id }: Subject, material: Material): Promise<Flow> => {
  const { topics, file, records } = material
  const name = `file-source-${id}`
  await topics.create(name)
  try {
    const count = () => topics.end(name)
    const config = source(file, name)
    const flow = await measureFlow({ connect, name, config, count, records, interval: 20 })
    await connect.rest.delete(name)
    same('the topic', hashOfLines(await topics.values(name)), material.hash)
    return flow
  } finally {
    await topics.delete(name)
  }
}

export const measureSink = async (subject: Subject, material: Material, dir: string): Promise<Flow> => {
  const { connect, id } = subject
  const name = `file-sink-${id}`
  const file = join(dir, 'output.txt')
  const config = { 'connector.class': 'FileStreamSink', file, topics: material.topic }
  const count = async () => (await sizeOf(file)) / (lineLength + 1)
  const flow = await measureFlow({ connect, name, config, count, records: material.records, interval: 20 })
  await connect.rest.delete(name)
  same('the file', await hashOfFile(file), material.hash)
  return flow
}
