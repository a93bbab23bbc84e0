import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Cluster } from './kafka.ts'
import { newTopic } from './kafka-records.ts'

export const kafkaGroups = (cluster: Cluster) =>
  describe('groups', () => {
    it('show what was committed last, for the partitions asked for that have something', async () => {
      const { kafka } = cluster()
      const [topic, group] = [await newTopic(kafka, 3), `conformance-${randomUUID()}`]
      const partitions = [0, 1, 2].map(partition => ({ topic, partition }))
      expect(await kafka.groupOffsets(group, partitions)).toEqual([])
      expect(await kafka.groupOffsets(group, [])).toEqual([])
      await kafka.commitGroupOffsets(group, [
        { topic, partition: 0, offset: 0 },
        { topic, partition: 2, offset: 2 ** 40 },
      ])
      await kafka.commitGroupOffsets(group, [{ topic, partition: 0, offset: 7 }])
      const found = await kafka.groupOffsets(group, partitions)
      expect(found.toSorted((a, b) => a.partition - b.partition)).toEqual([
        { topic, partition: 0, offset: 7 },
        { topic, partition: 2, offset: 2 ** 40 },
      ])
      expect(await kafka.groupOffsets(group, [{ topic, partition: 1 }])).toEqual([])
      expect(await kafka.groupOffsets(`${group}-other`, partitions)).toEqual([])
    })
  })
