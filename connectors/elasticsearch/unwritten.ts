import type { SinkRecord } from '../sdk/record.ts'
import type { FlushedPartition } from '../sdk/sink.ts'

/** The first record of each partition that is not written: what comes before it is durable. */
interface Unwritten {
  add(record: SinkRecord): void
  readonly size: number
  /** The same together with others. */
  with(others: readonly SinkRecord[]): readonly FlushedPartition[]
}

type Firsts = Map<string, SinkRecord['original']>

const note = (firsts: Firsts, { original }: SinkRecord) => {
  const name = `${original.topic}\n${original.partition}`
  const known = firsts.get(name)
  if (known === undefined || original.offset < known.offset) firsts.set(name, original)
}

export const createUnwritten = (): Unwritten => {
  const firsts: Firsts = new Map()
  return {
    add: record => note(firsts, record),
    get size() {
      return firsts.size
    },
    with: others => {
      const all: Firsts = new Map(firsts)
      for (const record of others) note(all, record)
      // there is more to do at once, though nothing more may come
      return [...all.values()].map(({ topic, partition, offset }) => ({
        topic,
        partition,
        offset,
        waitsFor: offset + 1,
      }))
    },
  }
}
