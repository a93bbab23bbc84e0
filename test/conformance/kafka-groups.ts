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

    it('forget what is deleted: some partitions, or all that there are', async () => {
      const { kafka } = cluster()
      const [topic, group] = [await newTopic(kafka, 3), `conformance-${randomUUID()}`]
      const partitions = [0, 1, 2].map(partition => ({ topic, partition }))
      const committed = partitions.map(partition => ({ ...partition, offset: 5 }))
      const left = async () =>
        (await kafka.groupOffsets(group, partitions)).map(({ partition }) => partition).sort()
      await kafka.commitGroupOffsets(group, committed)
      await kafka.deleteGroupOffsets(group, [
        { topic, partition: 1 },
        { topic: `${topic}-unknown`, partition: 0 },
      ])
      expect(await left()).toEqual([0, 2])
      await kafka.deleteGroupOffsets(group, [])
      expect(await left()).toEqual([0, 2])
      await kafka.deleteGroupOffsets(group, 'all')
      expect(await left()).toEqual([])
      await kafka.deleteGroupOffsets(group, 'all')
      await kafka.deleteGroupOffsets(group, [{ topic, partition: 0 }])
      await kafka.commitGroupOffsets(group, committed)
      expect(await left()).toEqual([0, 1, 2])
    })
  })
