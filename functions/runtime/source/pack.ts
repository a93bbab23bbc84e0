import { type Bytes, copyBytes, viewed } from '../copy-bytes.ts'
import type { ProducerRecord, RawProducerRecords } from '../ports/kafka.ts'

/** Records of one topic, on their way into few objects: those that were there before are garbage at once. */
interface Pack {
  /** `false`: it is not like those before */
  add(record: ProducerRecord): boolean
  end(): RawProducerRecords
}

type Numbers = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>

const larger = <T extends Numbers>(numbers: T): T => {
  const copy =
    numbers instanceof Int32Array ? new Int32Array(2 * numbers.length) : new Float64Array(2 * numbers.length)
  copy.set(numbers)
  return copy as T
}

/** Views are made once for the buffers that Node cuts small ones from. */
const viewsOf = () => {
  let last: Bytes | undefined
  return (bytes: Uint8Array): Bytes => {
    if (last?.bytes.buffer !== bytes.buffer) last = viewed(new Uint8Array(bytes.buffer))
    return last
  }
}

/** a buffer of its own: no record lies behind it */
const none = viewed(new Uint8Array(0))

/** bytes that are not taken in advance, whatever the first record has */
const MOST_EXPECTED = 4 * 1024 * 1024

/** Records of a batch are about as large as the first. */
const sizeFor = ({ key, value }: ProducerRecord, expected: number): number =>
  Math.min(MOST_EXPECTED, Math.ceil(1.1 * expected * (16 + (key?.length ?? 0) + (value?.length ?? 0))))

const newPack = (first: ProducerRecord, expected: number): Pack => {
  const { topic, partition } = first
  const viewOf = viewsOf()
  let data = viewed(Buffer.allocUnsafe(sizeFor(first, expected)))
  let at = 0
  /** what is to be copied to the end: what converters write one behind the other goes at once */
  let run = { from: none, start: 0, end: 0 }
  let count = 0
  let hasKeys = false
  let keys = new Int32Array(512)
  let values = new Int32Array(512)
  let timestamps = new Float64Array(256)

  const copyRun = () => {
    const { from, start, end } = run
    const copied = at - (end - start)
    if (at > data.bytes.length) {
      const next = Buffer.allocUnsafe(Math.max(2 * data.bytes.length, at))
      next.set(data.bytes.subarray(0, copied))
      data = viewed(next)
    }
    copyBytes(data, copied, from, start, end)
  }
  const append = (bytes: Uint8Array) => {
    const { buffer, byteOffset, length } = bytes
    if (run.end !== byteOffset || run.from.bytes.buffer !== buffer) {
      copyRun()
      run = { from: viewOf(bytes), start: byteOffset, end: byteOffset }
    }
    run.end += length
    at += length
  }
  const put = (bounds: Int32Array, bytes: Uint8Array | null) => {
    bounds[2 * count] = bytes === null ? -1 : at
    if (bytes !== null) append(bytes)
    bounds[2 * count + 1] = bytes === null ? -1 : at
  }

  return {
    add: record => {
      if (record.headers !== undefined || record.partition !== partition) return false
      if (count === timestamps.length) {
        keys = larger(keys)
        values = larger(values)
        timestamps = larger(timestamps)
      }
      hasKeys ||= record.key !== null
      put(keys, record.key)
      put(values, record.value)
      timestamps[count++] = record.timestamp
      return true
    },
    end: () => {
      copyRun()
      return {
        topic,
        partition,
        count,
        data: data.bytes.subarray(0, at),
        ...(hasKeys && { keys: keys.subarray(0, 2 * count) }),
        values: values.subarray(0, 2 * count),
        timestamp: timestamps[0] ?? 0,
        timestamps: timestamps.subarray(0, count),
      }
    },
  }
}

interface TopicRecords {
  readonly pack: Pack
  /** from the first one on that is not like those before */
  readonly rest: ProducerRecord[]
}

/** records expected of a topic that is not the first */
const FEW = 16

/** Records of a batch by topic, in their order: what is alike as bytes, the rest as it is. `expected`: how many there will be. */
export const packing = (expected: number) => {
  const topics = new Map<string, TopicRecords>()
  let last: ProducerRecord['topic'] | undefined
  let lastRecords: TopicRecords | undefined

  const recordsOf = (record: ProducerRecord): TopicRecords => {
    if (lastRecords !== undefined && record.topic === last) return lastRecords
    const known = topics.get(record.topic)
    lastRecords = known ?? { pack: newPack(record, topics.size === 0 ? expected : FEW), rest: [] }
    if (known === undefined) topics.set(record.topic, lastRecords)
    last = record.topic
    return lastRecords
  }

  return {
    add: (record: ProducerRecord): void => {
      const { pack, rest } = recordsOf(record)
      if (rest.length > 0 || !pack.add(record)) rest.push(record)
    },
    end: () => [...topics.values()].map(({ pack, rest }) => ({ raw: pack.end(), rest })),
  }
}
