import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ConnectProcess } from '../test/helpers/connect-process.ts'
import type { ConnectorConfig } from '../test/helpers/connect-rest.ts'
import { lineLength } from '../test/helpers/numbered-lines.ts'
import type { Topics } from '../test/helpers/topics.ts'
import type { Conversion } from './conversions.ts'
import { createLineCount, hashOfFile, hashOfLines, sizeOf } from './files.ts'
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

export interface Run {
  readonly connect: ConnectProcess
  readonly name: string
  readonly config: ConnectorConfig
  readonly count: () => Promise<number>
  readonly records: number
  readonly interval: number
}

/** Makes the connector and watches what it moves; the time runs from the request on. */
export const measureFlow = async ({
  connect,
  name,
  config,
  count,
  records,
  interval,
}: Run): Promise<Flow> => {
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

const inTopic = async <T>(topics: Topics, topic: string, use: () => Promise<T>): Promise<T> => {
  await topics.create(topic)
  try {
    return await use()
  } finally {
    await topics.delete(topic)
  }
}

/** ms from the request that makes a connector to the first record in its topic. */
export const measureFirstRecord = ({ connect, id }: Subject, { topics, oneLine }: Material) => {
  const name = `first-record-${id}`
  return inTopic(topics, name, async () => {
    const config = source(oneLine, name)
    const count = () => topics.end(name)
    const { wall } = await measureFlow({ connect, name, config, count, records: 1, interval: 1 })
    await connect.rest.delete(name)
    return wall
  })
}

interface SourceRun {
  /** the connector, and the topic, which exists */
  readonly name: string
  readonly config: ConnectorConfig
}

const runSource = async ({ connect }: Subject, material: Material, run: SourceRun): Promise<Flow> => {
  const { topics, file, records } = material
  const { name } = run
  const count = () => topics.end(name)
  const config = { ...source(file, name), ...run.config }
  const flow = await measureFlow({ connect, name, config, count, records, interval: 20 })
  await connect.rest.delete(name)
  return flow
}

interface SinkRun {
  readonly name: string
  readonly topic: string
  readonly config: ConnectorConfig
  /** how many lines there are by now */
  readonly count: (file: string) => Promise<number>
  /** what the file is compared with; absent: its lines only */
  readonly hash?: string
  readonly dir: string
}

const runSink = async ({ connect, id }: Subject, records: number, run: SinkRun): Promise<Flow> => {
  const name = `${run.name}-${id}`
  const file = join(run.dir, `${run.name}.txt`)
  const config = { 'connector.class': 'FileStreamSink', file, topics: run.topic, ...run.config }
  const count = () => run.count(file)
  const flow = await measureFlow({ connect, name, config, count, records, interval: 20 })
  await connect.rest.delete(name)
  if (run.hash !== undefined) same('the file', await hashOfFile(file), run.hash)
  await rm(file)
  return flow
}

const linesBySize = async (file: string) => (await sizeOf(file)) / (lineLength + 1)

const measureText =
  (name: string) =>
  (subject: Subject, material: Material): Promise<Flow> => {
    const { topics, hash } = material
    const topic = `${name}-${subject.id}`
    return inTopic(topics, topic, async () => {
      const flow = await runSource(subject, material, { name: topic, config: {} })
      same('the topic', hashOfLines(await topics.values(topic)), hash)
      return flow
    })
  }

/** Lines of a file as they are. */
export const measureSource = measureText('file-source')
export const measureWarmSource = measureText('warm-source')

export const measureSink = (subject: Subject, material: Material, dir: string): Promise<Flow> => {
  const { records, topic, hash } = material
  return runSink(subject, records, { name: 'file-sink', topic, config: {}, count: linesBySize, hash, dir })
}

/** Both ways with a conversion, and the way out once more with bytes that nobody looks into. */
export interface ConversionFlows {
  readonly source: Flow
  readonly sink: Flow
  readonly unread: Flow
}

const unread = { 'value.converter': 'org.apache.kafka.connect.converters.ByteArrayConverter' }

/** The way out reads what the way in has written, and has to give the lines back. */
export const measureConversion = (
  subject: Subject,
  material: Material,
  { conversion, dir }: { readonly conversion: Conversion; readonly dir: string },
): Promise<ConversionFlows> => {
  const { topics, records, hash } = material
  const { id } = conversion
  const topic = `${id}-source-${subject.id}`
  return inTopic(topics, topic, async () => {
    const into = await runSource(subject, material, { name: topic, config: conversion.source })
    const sink = { name: `${id}-sink`, topic, config: conversion.sink, count: linesBySize, hash, dir }
    const plain = { name: `${id}-unread`, topic, config: unread, count: createLineCount(), dir }
    return {
      source: into,
      sink: await runSink(subject, records, sink),
      unread: await runSink(subject, records, plain),
    }
  })
}
