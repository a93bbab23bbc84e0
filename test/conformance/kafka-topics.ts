import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Cluster } from './kafka.ts'
import { append, newTopic } from './kafka-records.ts'

export const kafkaTopics = (cluster: Cluster) =>
  describe('topics', () => {
    it('are created once, and found by name with their partitions and an id', async () => {
      const { kafka } = cluster()
      const name = `conformance-${randomUUID()}`
      expect(await kafka.topics([name])).toEqual([])
      expect(await kafka.createTopic({ name, partitions: 3 })).toBe(true)
      expect(await kafka.createTopic({ name, partitions: 5 })).toBe(false)
      const defaulted = `conformance-${randomUUID()}`
      await kafka.createTopic({ name: defaulted })
      const topics = await kafka.topics([defaulted, 'conformance-absent', name])
      expect(topics.toSorted((a, b) => b.partitions.length - a.partitions.length)).toEqual([
        { name, id: expect.stringMatching(/^[\w-]{22}$/), partitions: [0, 1, 2] },
        { name: defaulted, id: expect.stringMatching(/^[\w-]{22}$/), partitions: [0] },
      ])
      expect(await kafka.topicNames()).toEqual(expect.arrayContaining([name, defaulted]))
      expect(await kafka.topics([])).toEqual([])
    })

    it('have another id when they are created anew', async () => {
      const { kafka, deleteTopic } = cluster()
      const name = await newTopic(kafka)
      const [before] = await kafka.topics([name])
      await deleteTopic(name)
      await expect.poll(() => kafka.topics([name]), { timeout: 10_000 }).toEqual([])
      await kafka.createTopic({ name })
      const [after] = await kafka.topics([name])
      expect(after?.id).toMatch(/^[\w-]{22}$/)
      expect(after?.id).not.toBe(before?.id)
    })

    it.each([
      [{ name: 'not/allowed' }, 'DATA'],
      [{ name: 'conformance-too-many-replicas', replicationFactor: 3 }, 'KAFKA'],
    ])('that cannot be created are refused for good: %j', async (topic, code) => {
      await expect(cluster().kafka.createTopic(topic)).rejects.toMatchObject({
        code,
        retriable: false,
        message: expect.stringContaining(topic.name),
      })
    })

    it('have offsets where their partitions begin and end', async () => {
      const { kafka, deleteRecords } = cluster()
      const topic = await newTopic(kafka, 2)
      const both = [0, 1].map(partition => ({ topic, partition }))
      const offsets = async (at: 'earliest' | 'latest') =>
        (await kafka.offsets(both, at))
          .toSorted((a, b) => a.partition - b.partition)
          .map(({ offset }) => offset)
      expect([await offsets('earliest'), await offsets('latest')]).toEqual([
        [0, 0],
        [0, 0],
      ])
      await append(kafka, topic, ['a', 'b', 'c'], 1)
      expect([await offsets('earliest'), await offsets('latest')]).toEqual([
        [0, 0],
        [0, 3],
      ])
      await deleteRecords({ topic, partition: 1 }, 2)
      expect([await offsets('earliest'), await offsets('latest')]).toEqual([
        [0, 2],
        [0, 3],
      ])
    })
  })
