import { canonical, parseOffset, printOffset } from '../../../../connectors/sdk/canonical.ts'
import { parseConfig } from '../../../../connectors/sdk/config.ts'
import { parseJson, printJson } from '../../../../connectors/sdk/json.ts'
import type { Offset, Partition, SourceRecord } from '../../../../connectors/sdk/record.ts'
import type { Drained, Source, SourceBatch } from '../../../../connectors/sdk/source.ts'
import type { Value } from '../../../../connectors/sdk/value.ts'

interface Stored {
  readonly offset?: string
  readonly state?: string
}

/** Progress as the state table keeps it: texts. */
export const createStore = () => {
  const stored = new Map<string, Stored>()
  const change = (partition: Partition, next: Stored) => {
    const key = canonical(partition)
    stored.set(key, { ...stored.get(key), ...next })
  }
  return {
    put: (partition: Partition, offset: Offset) => change(partition, { offset: printOffset(offset) }),
    add: (batch: SourceBatch) => {
      const records = 'records' in batch ? batch.records : []
      for (const { partition, offset } of records)
        if (partition !== undefined && offset !== undefined)
          change(partition, { offset: printOffset(offset) })
      if (batch.state !== undefined)
        change(batch.state.partition, { state: printJson(batch.state.value as Value) })
    },
    get: async (partitions: readonly Partition[]) =>
      partitions.map(partition => {
        const found = stored.get(canonical(partition))
        if (found === undefined) return undefined
        return {
          offset: found.offset === undefined ? undefined : parseOffset(found.offset),
          state: found.state === undefined ? undefined : parseJson(found.state),
        }
      }),
    offsetOf: (partition: Partition) => {
      const text = stored.get(canonical(partition))?.offset
      return text === undefined ? undefined : parseOffset(text)
    },
    size: () => stored.size,
  }
}

export type Store = ReturnType<typeof createStore>

export interface Pass {
  readonly records: readonly SourceRecord[]
  readonly batches: number
  /** absent: it was left before its end */
  readonly ended?: Drained | undefined
}

export interface PassOptions {
  readonly store: Store
  /** batches after which it is left, and what comes behind them lost */
  readonly atMost?: number
  readonly epoch?: number
  /** absent: those of the plan */
  readonly partitions?: readonly Partition[]
  /** called after each batch */
  readonly between?: (batches: number) => Promise<unknown>
}

/** One run of a source's only task: planned, opened on what is stored, read once, closed. */
export const readPass = async (
  source: Source,
  properties: Readonly<Record<string, string>>,
  { store, atMost = Number.POSITIVE_INFINITY, epoch = 0, partitions, between }: PassOptions,
): Promise<Pass> => {
  const config = parseConfig(source.config, properties)
  const planned = partitions ?? (await source.plan(config, 1)).tasks[0]?.partitions
  const reader = await source.open({
    config,
    task: { connector: 'test', number: 0, partitions: planned ?? [] },
    offsets: { get: store.get },
    epoch,
    signal: new AbortController().signal,
  })
  const records: SourceRecord[] = []
  let batches = 0
  try {
    const read = reader.read()
    while (batches < atMost) {
      const next = await read.next()
      if (next.done) return { records, batches, ended: next.value }
      batches++
      store.add(next.value)
      if ('records' in next.value) records.push(...next.value.records)
      await between?.(batches)
    }
    return { records, batches }
  } finally {
    await reader.close()
  }
}

/** One field of records. */
export const fieldOf = (records: readonly SourceRecord[], name: string): readonly Value[] =>
  records.map(({ value }) => (value.value as Readonly<Record<string, Value>>)[name] ?? null)

/** How often each value of a field is there. */
export const counted = (records: readonly SourceRecord[], name: string): ReadonlyMap<Value, number> => {
  const counts = new Map<Value, number>()
  for (const value of fieldOf(records, name)) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
