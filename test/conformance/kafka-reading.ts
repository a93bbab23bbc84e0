import { describe, expect, it } from 'vitest'
import { OffsetOutOfRange } from '../../functions/runtime/ports/kafka.ts'
import type { Cluster } from './kafka.ts'
import { append, newTopic, openReader, pollRecords, recordsOf } from './kafka-records.ts'

export const kafkaReading = (cluster: Cluster) =>
  describe('reader', () => {
    it('starts at its positions, also in the middle of a batch, and knows the ends', async () => {
      const { kafka } = cluster()
      const topic = await newTopic(kafka, 2)
      await append(kafka, topic, ['a', 'b', 'c', 'd'], 0)
      await append(kafka, topic, ['x', 'y'], 1)
      const reader = await openReader(kafka, [
        { topic, partition: 0, offset: 2 },
        { topic, partition: 1, offset: 2 },
      ])
      const records = await pollRecords(reader, 2)
      expect(records.map(({ partition, offset, value }) => [partition, offset, value])).toEqual([
        [0, 2, 'c'],
        [0, 3, 'd'],
      ])
      await expect
        .poll(async () => {
          expect(await reader.poll(50)).toEqual({ batches: [], positions: [] })
          return reader.ends().toSorted((a, b) => a.partition - b.partition)
        })
        .toEqual([
          { topic, partition: 0, offset: 4 },
          { topic, partition: 1, offset: 2 },
        ])
      await reader.close()
    })

    it('waits for records, and says how far it got', async () => {
      const { kafka } = cluster()
      const topic = await newTopic(kafka)
      const reader = await openReader(kafka, [{ topic, partition: 0, offset: 0 }])
      expect(await reader.poll(50)).toEqual({ batches: [], positions: [] })
      const polled = reader.poll(10_000)
      await append(kafka, topic, ['late', 'later'])
      const fetched = await polled
      expect(fetched.batches.flatMap(recordsOf).map(({ value }) => value)).toEqual(['late', 'later'])
      expect(fetched.positions).toEqual([{ topic, partition: 0, offset: 2 }])
      expect(await reader.poll(0)).toEqual({ batches: [], positions: [] })
      await reader.close()
    })

    it('takes no more in a poll than a quarter of its buffer, but always a batch', async () => {
      const { kafka } = cluster()
      const topic = await newTopic(kafka)
      const large = 'x'.repeat(40_000)
      for (let n = 0; n < 6; n++) await append(kafka, topic, [`${n}${large}`])
      const reader = await kafka.reader({
        positions: [{ topic, partition: 0, offset: 0 }],
        isolation: 'read_uncommitted',
        bufferBytes: 240_000,
        maxWait: 100,
      })
      const sizes: number[] = []
      const first: (string | undefined)[] = []
      while (first.length < 6) {
        const { batches } = await reader.poll(2_000)
        sizes.push(batches.length)
        first.push(...batches.flatMap(recordsOf).map(({ value }) => value?.[0]))
      }
      await reader.close()
      expect(first).toEqual(['0', '1', '2', '3', '4', '5'])
      // 60,000 bytes are reached with the second batch
      expect(Math.max(...sizes)).toBeLessThanOrEqual(2)
    })

    it.each([2, 11])('tells where the log is when a position (%i) is not in it', async offset => {
      const { kafka, deleteRecords } = cluster()
      const topic = await newTopic(kafka)
      await append(kafka, topic, [...'0123456789'])
      await deleteRecords({ topic, partition: 0 }, 4)
      const reader = await openReader(kafka, [{ topic, partition: 0, offset }])
      const error = await reader.poll(10_000).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(OffsetOutOfRange)
      expect(error).toMatchObject({
        code: 'KAFKA',
        retriable: false,
        partitions: [{ topic, partition: 0, offset, start: 4, end: 10 }],
      })
      await reader.close()
    })

    it('at the end of the log is in it', async () => {
      const { kafka } = cluster()
      const topic = await newTopic(kafka)
      await append(kafka, topic, ['a'])
      const reader = await openReader(kafka, [{ topic, partition: 0, offset: 1 }])
      expect(await reader.poll(300)).toEqual({ batches: [], positions: [] })
      expect(reader.ends()).toEqual([{ topic, partition: 0, offset: 1 }])
      await reader.close()
    })
  })
