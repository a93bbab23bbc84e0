import type { SourceRecord } from '../../../connectors/sdk/record.ts'
import type { Producer, ProducerRecord } from '../ports/kafka.ts'
import type { Sendable } from './outlet.ts'
import { packing } from './pack.ts'

/** Where converted records of a batch go, one after the other, to be sent together. */
export interface Outgoing {
  /** `original`: what it was made of */
  add(record: ProducerRecord, original: SourceRecord): void
  readonly count: number
  /** of keys and values */
  readonly bytes: number
  /** memory that is held until it is in Kafka */
  readonly held: number
  write(producer: Producer): Promise<void>
  /** what `write` sends, record by record; nothing when nobody sends it once more */
  each(): readonly Sendable[]
}

const sizeOf = ({ key, value }: ProducerRecord) => (key?.length ?? 0) + (value?.length ?? 0)

/** An object for the record, one for what it was made of, and those within them. */
const objects = 400

/** Keeps them as they are: each may have to be sent once more, by itself. */
export const keptRecords = (): Outgoing => {
  const kept: Sendable[] = []
  let bytes = 0
  return {
    add: (record, original) => {
      bytes += sizeOf(record)
      kept.push({ record, original })
    },
    get count() {
      return kept.length
    },
    get bytes() {
      return bytes
    },
    get held() {
      return bytes + objects * kept.length
    },
    write: producer => producer.send(kept.map(({ record }) => record)),
    each: () => kept,
  }
}

/** Keeps their bytes alone. `expected`: how many there will be. */
export const packedRecords = (expected: number): Outgoing => {
  const packed = packing(expected)
  let bytes = 0
  let count = 0
  return {
    add: record => {
      bytes += sizeOf(record)
      count++
      packed.add(record)
    },
    get count() {
      return count
    },
    get bytes() {
      return bytes
    },
    get held() {
      return bytes
    },
    write: async producer => {
      // in the order of these calls, per topic
      const sent = packed
        .end()
        .flatMap(({ raw, rest }) => [
          producer.sendRaw(raw),
          ...(rest.length > 0 ? [producer.send(rest)] : []),
        ])
      await Promise.all(sent)
    },
    each: () => [],
  }
}
