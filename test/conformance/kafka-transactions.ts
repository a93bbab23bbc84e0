import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Kafka } from '../../functions/runtime/ports/kafka.ts'
import type { Cluster } from './kafka.ts'
import { newTopic, openReader, pollRecords, recordOf, recordsOf } from './kafka-records.ts'

const newId = () => `conformance-${randomUUID()}`

/** Values of partition 0 that a reader of committed records gets to by now, and how far it gets. */
const committed = async (kafka: Kafka, topic: string, partition = 0) => {
  const reader = await openReader(kafka, [{ topic, partition, offset: 0 }])
  const values: (string | null)[] = []
  let position = 0
  // markers follow a commit a little later
  for (let quiet = 0; quiet < 3; ) {
    const { batches, positions } = await reader.poll(100)
    position = positions[0]?.offset ?? position
    values.push(...batches.flatMap(recordsOf).map(({ value }) => value))
    const [end] = reader.ends()
    quiet = positions.length === 0 && end !== undefined && position >= end.offset ? quiet + 1 : 0
  }
  await reader.close()
  return { values, position }
}

const everything = async (kafka: Kafka, topic: string, count: number) => {
  const positions = [{ topic, partition: 0, offset: 0 }]
  const reader = await kafka.reader({ positions, isolation: 'read_uncommitted', maxWait: 100 })
  const records = await pollRecords(reader, count)
  await reader.close()
  return records.map(({ value }) => value)
}

export const kafkaTransactions = (cluster: Cluster) =>
  describe('transactional producer', () => {
    it('shows its records when it commits, and says where they end', async () => {
      const { kafka } = cluster()
      const topic = await newTopic(kafka)
      const producer = await kafka.transactionalProducer({ transactionalId: newId() })
      expect(await producer.commit()).toEqual([])
      await producer.send([recordOf(topic, 'a'), recordOf(topic, 'b')])
      expect(await committed(kafka, topic)).toEqual({ values: [], position: 0 })
      expect(await everything(kafka, topic, 2)).toEqual(['a', 'b'])
      // nobody waits for this one: commit does
      const sent = producer.send([recordOf(topic, 'c')])
      expect(await producer.commit()).toEqual([{ topic, partition: 0, offset: 3 }])
      await sent
      expect(await committed(kafka, topic)).toEqual({ values: ['a', 'b', 'c'], position: 4 })
      await producer.close()
    })

    it('goes on with the next transaction after one is committed or aborted', async () => {
      const { kafka } = cluster()
      const topic = await newTopic(kafka)
      const producer = await kafka.transactionalProducer({ transactionalId: newId() })
      for (const [n, end] of (['commit', 'abort', 'commit', 'abort', 'commit'] as const).entries()) {
        await producer.send([recordOf(topic, `${n}`), recordOf(topic, `${n} again`)])
        await producer[end]()
      }
      await producer.close()
      const { values, position } = await committed(kafka, topic)
      expect(values).toEqual(['0', '0 again', '2', '2 again', '4', '4 again'])
      expect(position).toBe(15)
    })

    it('ends over several topics and partitions at once, raw records among them', async () => {
      const { kafka } = cluster()
      const [one, other] = [await newTopic(kafka, 3), await newTopic(kafka)]
      const producer = await kafka.transactionalProducer({ transactionalId: newId() })
      const raw = (partition: number) =>
        producer.sendRaw({
          topic: one,
          partition,
          count: 2,
          data: Buffer.from('rawx'),
          values: Int32Array.from([0, 3, 3, 4]),
          timestamp: 1_700_000_000_000,
        })
      const seen = async () => [
        (await committed(kafka, one, 0)).values,
        (await committed(kafka, one, 2)).values,
        (await committed(kafka, other)).values,
      ]
      const send = () => [raw(0), raw(2), producer.send([recordOf(other, 'a'), recordOf(one, 'b', 2)])]
      await Promise.all(send())
      await producer.abort()
      expect(await seen()).toEqual([[], [], []])
      await Promise.all(send())
      const ends = await producer.commit()
      expect(ends.toSorted((a, b) => a.offset - b.offset)).toEqual([
        { topic: other, partition: 0, offset: 3 },
        { topic: one, partition: 0, offset: 5 },
        { topic: one, partition: 2, offset: 7 },
      ])
      expect(await seen()).toEqual([['raw', 'x'], ['raw', 'x', 'b'], ['a']])
      await producer.close()
    })

    it('aborts what an earlier one of its id has left open, and fences that one', async () => {
      const { kafka } = cluster()
      const topic = await newTopic(kafka)
      const transactionalId = newId()
      const zombie = await kafka.transactionalProducer({ transactionalId })
      await zombie.send([recordOf(topic, 'of the zombie')])
      const producer = await kafka.transactionalProducer({ transactionalId })
      await producer.send([recordOf(topic, 'new')])
      await expect(zombie.commit()).rejects.toMatchObject({ code: 'FENCED' })
      await producer.commit()
      expect((await committed(kafka, topic)).values).toEqual(['new'])
      await expect(zombie.send([recordOf(topic, 'late')])).rejects.toMatchObject({ code: 'FENCED' })
      await expect(zombie.abort()).rejects.toMatchObject({ code: 'FENCED' })
      await zombie.close()
      await producer.send([recordOf(topic, 'newer')])
      await producer.commit()
      await producer.close()
      expect((await committed(kafka, topic)).values).toEqual(['new', 'newer'])
    })

    it('does not touch transactions of other ids', async () => {
      const { kafka } = cluster()
      const topic = await newTopic(kafka)
      const [one, other] = [
        await kafka.transactionalProducer({ transactionalId: newId() }),
        await kafka.transactionalProducer({ transactionalId: newId() }),
      ]
      await one.send([recordOf(topic, 'one')])
      await other.send([recordOf(topic, 'other')])
      await other.commit()
      // what comes after a record of an open transaction waits for its end
      expect(await committed(kafka, topic)).toEqual({ values: [], position: 0 })
      await one.commit()
      expect((await committed(kafka, topic)).values).toEqual(['one', 'other'])
      await Promise.all([one.close(), other.close()])
    })

    it('commits nothing when something could not be sent', async () => {
      const { kafka } = cluster()
      const topic = await newTopic(kafka)
      const producer = await kafka.transactionalProducer({ transactionalId: newId() })
      await producer.send([recordOf(topic, 'fine')])
      const refused = { code: 'DATA', message: expect.stringContaining('has no partition 7') }
      await expect(producer.send([recordOf(topic, 'nowhere', 7)])).rejects.toMatchObject(refused)
      await expect(producer.commit()).rejects.toMatchObject(refused)
      await producer.abort()
      await producer.close()
      expect(await committed(kafka, topic)).toEqual({ values: [], position: 2 })
    })

    it('writes only while it may, its ends included', async () => {
      const { kafka } = cluster()
      const topic = await newTopic(kafka)
      const transactionalId = newId()
      let allowed = true
      const producer = await kafka.transactionalProducer({ transactionalId, mayWrite: () => allowed })
      await producer.send([recordOf(topic, 'before')])
      allowed = false
      await expect(producer.commit()).rejects.toMatchObject({ code: 'FENCED' })
      await expect(producer.send([recordOf(topic, 'not allowed')])).rejects.toMatchObject({ code: 'FENCED' })
      await producer.close()
      const next = await kafka.transactionalProducer({ transactionalId })
      await next.close()
      expect((await committed(kafka, topic)).values).toEqual([])
    })
  })
