import { describe, expect, it } from 'vitest'
import type { Cluster } from './kafka.ts'
import { newTopic, readAll, recordOf } from './kafka-records.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)
const valuesOf = (records: readonly { readonly value: string | null }[]) => records.map(({ value }) => value)

export const kafkaProducing = (cluster: Cluster) =>
  describe('producer', () => {
    it('keeps the order of calls that nobody waits for, in every partition', async () => {
      const { kafka } = cluster()
      const topic = await newTopic(kafka, 2)
      const producer = await kafka.producer({ idempotent: true })
      const sent = numbers(40).map(n =>
        producer.send([recordOf(topic, `${n}`, n % 2), recordOf(topic, `${n} again`, n % 2)]),
      )
      await Promise.all(sent)
      await producer.close()
      const records = await readAll(kafka, topic, 2)
      for (const partition of [0, 1])
        expect(valuesOf(records.filter(r => r.partition === partition))).toEqual(
          numbers(40)
            .filter(n => n % 2 === partition)
            .flatMap(n => [`${n}`, `${n} again`]),
        )
    })

    it('keeps keys, values, nulls, headers and times as they are', async () => {
      const { kafka } = cluster()
      const topic = await newTopic(kafka)
      const producer = await kafka.producer({ idempotent: true })
      await producer.send([])
      await producer.send([
        { ...recordOf(topic, 'a'), key: Buffer.from('k'), timestamp: 1_700_000_000_001 },
        {
          ...recordOf(topic, null),
          headers: [
            { key: 'h', value: null },
            { key: 'h', value: Buffer.from('x') },
          ],
        },
        { ...recordOf(topic, ''), key: Buffer.alloc(0) },
      ])
      await producer.close()
      const common = { partition: 0, timestamp: 1_700_000_000_000, headers: [] }
      expect(await readAll(kafka, topic)).toEqual([
        { ...common, offset: 0, key: 'k', value: 'a', timestamp: 1_700_000_000_001 },
        {
          ...common,
          offset: 1,
          key: null,
          value: null,
          headers: [
            ['h', null],
            ['h', 'x'],
          ],
        },
        { ...common, offset: 2, key: '', value: '' },
      ])
    })

    it('sends raw records like others, in order with them', async () => {
      const { kafka } = cluster()
      const topic = await newTopic(kafka)
      const producer = await kafka.producer({ idempotent: true })
      const raw = (data: string, values: readonly number[], keys?: readonly number[]) =>
        producer.sendRaw({
          topic,
          count: values.length / 2,
          data: Buffer.from(data),
          values: Int32Array.from(values),
          ...(keys && { keys: Int32Array.from(keys) }),
          timestamp: 1_700_000_000_000,
          ...(keys && { timestamps: Float64Array.from(keys, (_, i) => 1_700_000_000_005 - i) }),
        })
      await Promise.all([
        raw('one\ntwo\n', [0, 3, 4, 7]),
        producer.send([recordOf(topic, 'three')]),
        raw('kfour', [1, 5, -1, -1, 2, 2], [0, 1, -1, -1, 0, 0]),
      ])
      await producer.close()
      const read = await readAll(kafka, topic)
      expect(read.map(({ key, value }) => [key, value])).toEqual([
        [null, 'one'],
        [null, 'two'],
        [null, 'three'],
        ['k', 'four'],
        [null, null],
        ['', ''],
      ])
      expect(read.slice(3).map(({ timestamp }) => (timestamp ?? 0) - 1_700_000_000_000)).toEqual([5, 4, 3])
    })

    it('puts a key where Java puts it', async () => {
      const { kafka } = cluster()
      const topic = await newTopic(kafka, 8)
      const producer = await kafka.producer({ idempotent: true })
      // murmur2 hashes that Kafka's own clients agree on
      const hashes = {
        '21': -973932308,
        foobar: -790332482,
        abc: 479470107,
        'a-little-bit-long-string': -985981536,
      }
      const keys = Object.keys(hashes)
      await producer.send(
        keys.map(key => ({ ...recordOf(topic, key), partition: undefined, key: Buffer.from(key) })),
      )
      await producer.close()
      const partitions = new Map((await readAll(kafka, topic, 8)).map(r => [r.key, r.partition]))
      expect(partitions).toEqual(
        new Map(Object.entries(hashes).map(([key, hash]) => [key, (hash & 0x7fff_ffff) % 8])),
      )
    })

    it('creates no topic, and has no partitions but the topic’s', async () => {
      const { kafka } = cluster()
      const topic = await newTopic(kafka)
      const producer = await kafka.producer({ idempotent: true })
      await expect(producer.send([recordOf(topic, 'a', 1)])).rejects.toMatchObject({
        code: 'DATA',
        retriable: false,
        message: expect.stringContaining(`${topic} has no partition 1`),
      })
      await producer.close()
      expect(await kafka.offsets([{ topic, partition: 0 }], 'latest')).toEqual([
        { topic, partition: 0, offset: 0 },
      ])
    })

    it('writes only while it may, and then nothing more to that partition', async () => {
      const { kafka } = cluster()
      const topic = await newTopic(kafka)
      let allowed = true
      const producer = await kafka.producer({ idempotent: true, mayWrite: () => allowed })
      await producer.send([recordOf(topic, 'before')])
      allowed = false
      await expect(producer.send([recordOf(topic, 'not allowed')])).rejects.toMatchObject({ code: 'FENCED' })
      allowed = true
      await expect(producer.send([recordOf(topic, 'after a gap')])).rejects.toMatchObject({ code: 'FENCED' })
      await producer.close()
      expect(valuesOf(await readAll(kafka, topic))).toEqual(['before'])
    })

    it('rejects what comes after close', async () => {
      const { kafka } = cluster()
      const topic = await newTopic(kafka)
      const producer = await kafka.producer({ idempotent: true })
      await producer.send([recordOf(topic, 'a')])
      await producer.close()
      await expect(producer.send([recordOf(topic, 'b')])).rejects.toMatchObject({ code: 'KAFKA' })
      expect(valuesOf(await readAll(kafka, topic))).toEqual(['a'])
    })
  })
