import type { RawSinkRecords, SinkRecord } from '../../../connectors/sdk/record.ts'
import { STRING } from '../../../connectors/sdk/schema.ts'
import type {
  Flushed,
  FlushedPartition,
  SinkContext,
  SinkPartition,
  SinkWriter,
} from '../../../connectors/sdk/sink.ts'

type Stored = Pick<SinkPartition, 'offset' | 'state'>

/** What outlives a run: the topic's records by partition, and the checkpoints with the epoch that may write them. */
export interface World {
  readonly topic: string
  readonly log: Map<number, SinkRecord[]>
  readonly checkpoints: Map<number, Stored>
  topicId: string
  lineage: number
  epoch: number
  /** checkpoints that were written */
  stores: number
}

export const world = (): World => ({
  topic: 'orders',
  log: new Map(),
  checkpoints: new Map(),
  topicId: 'AAAAAAAAAAAAAAAAAAAAAA',
  lineage: 0,
  epoch: 0,
  stores: 0,
})

export const produce = (
  world: World,
  partition: number,
  values: readonly SinkRecord['value']['value'][],
): void => {
  const log = world.log.get(partition) ?? []
  world.log.set(partition, log)
  for (const value of values) {
    const original = { topic: world.topic, partition, offset: log.length }
    log.push({
      topic: world.topic,
      kafkaPartition: partition,
      offset: original.offset,
      key: { schema: undefined, value: null },
      value: { schema: typeof value === 'string' ? STRING : undefined, value },
      headers: [],
      timestampType: 'CREATE_TIME',
      original,
    })
  }
}

type Context = Omit<SinkContext<unknown>, 'config'>

export interface Run {
  readonly open: (context: Context) => Promise<SinkWriter>
  /** called at each point where a process may die; what it throws ends the run */
  readonly step?: (at: string) => Promise<void> | void
  /** records a write */
  readonly batch?: number
  /** most records a slice reads of a partition */
  readonly most?: number
  readonly raw?: (records: readonly SinkRecord[]) => RawSinkRecords
  readonly mayWrite?: () => boolean
}

export interface Ended {
  readonly rejected: readonly { readonly record: SinkRecord; readonly error: Error }[]
  readonly flushed: readonly FlushedPartition[]
}

const store = (world: World, epoch: number, written: Map<number, number>, { partitions = [] }: Flushed) => {
  if (epoch !== world.epoch) throw new Error('fenced')
  world.stores++
  for (const partition of world.log.keys()) {
    const said = partitions.find(flushed => flushed.partition === partition)
    const old = world.checkpoints.get(partition)
    const offset = said?.offset ?? written.get(partition) ?? old?.offset
    const state = said !== undefined && 'state' in said ? (said.state ?? undefined) : old?.state
    world.checkpoints.set(partition, {
      offset,
      state: state === undefined ? undefined : JSON.parse(JSON.stringify(state)),
    })
  }
}

/** One slice, as the runtime does it: from the checkpoint to the end of the topic, or to a failure. */
export const runSlice = async (world: World, run: Run): Promise<Ended> => {
  const step = run.step ?? (() => {})
  const epoch = ++world.epoch
  const rejected: { record: SinkRecord; error: Error }[] = []
  const written = new Map<number, number>()
  let wantsFlush = false
  const partitions = [...world.log.keys()].map(partition => ({
    topic: world.topic,
    partition,
    topicId: world.topicId,
    ...world.checkpoints.get(partition),
  }))
  const writer = await run.open({
    connector: 's3 sink',
    task: 0,
    partitions,
    lineage: world.lineage,
    epoch,
    reject: (record, error) => rejected.push({ record, error }),
    requestFlush: () => {
      wantsFlush = true
    },
    mayWrite: run.mayWrite ?? (() => true),
    callTimeout: 5_000,
    signal: new AbortController().signal,
  })
  const flush = async (end: boolean) => {
    wantsFlush = false
    for (;;) {
      const flushed = await writer.flush({ end })
      await step('before checkpoint')
      store(world, epoch, written, flushed)
      await step('after checkpoint')
      if (flushed.more !== true) return flushed.partitions ?? []
    }
  }
  const write = async (records: readonly SinkRecord[]) => {
    const [last] = records.slice(-1)
    if (run.raw === undefined) await writer.write(records)
    else await writer.writeRaw?.(run.raw(records))
    if (last !== undefined) written.set(last.original.partition, last.original.offset + 1)
    await step('after write')
    if (wantsFlush) await flush(false)
  }
  try {
    for (const { partition, offset = 0 } of partitions) {
      const position = writer.positions?.find(own => own.partition === partition)?.offset ?? offset
      const records =
        world.log.get(partition)?.slice(position, position + (run.most ?? Number.POSITIVE_INFINITY)) ?? []
      const size = run.batch ?? 2
      for (let i = 0; i < records.length; i += size) await write(records.slice(i, i + size))
    }
    return { flushed: await flush(true), rejected }
  } finally {
    await writer.close()
  }
}

/** The records as they were fetched: values as bytes in one buffer, keys null. */
export const rawOf = (records: readonly SinkRecord[]): RawSinkRecords => {
  const [first] = records
  if (first === undefined) throw new Error('a batch has records')
  const values = new Int32Array(2 * records.length)
  const chunks: Uint8Array[] = []
  let at = 0
  records.forEach(({ value: { value } }, i) => {
    const bytes = value instanceof Uint8Array ? value : undefined
    values.set(bytes === undefined ? [-1, -1] : [at, at + bytes.length], 2 * i)
    chunks.push(bytes ?? Buffer.alloc(0))
    at += bytes?.length ?? 0
  })
  return {
    topic: first.original.topic,
    partition: first.original.partition,
    count: records.length,
    data: Buffer.concat(chunks),
    values,
    offsets: Float64Array.from(records, ({ offset }) => offset),
    timestamps: new Float64Array(records.length),
    timestampType: 'CREATE_TIME',
  }
}
