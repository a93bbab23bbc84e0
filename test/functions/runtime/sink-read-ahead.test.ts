import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { defineConfig } from '../../../connectors/sdk/config.ts'
import { defineConverter } from '../../../connectors/sdk/converter.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { SinkRecord } from '../../../connectors/sdk/record.ts'
import type { Plugin } from '../../../functions/runtime/ports/plugins.ts'
import { sinkScene, valuesOf } from './scene/scripted-sink.ts'

/** Notes what it reads, and reads no `bad`. */
const noting = (noted: string[]) =>
  defineConverter({
    classes: ['com.example.NotingConverter'],
    version: '1',
    config: defineConfig({}),
    open: () => ({
      fromConnect: () => null,
      toConnect: (_, bytes) => {
        const value = String(bytes && Buffer.from(bytes))
        noted.push(value)
        if (value === 'bad') throw new ConnectError('DATA', 'no good')
        return { schema: undefined, value }
      },
    }),
  })

/** A sink whose first write takes some turns, and fails if the test says so. */
const slowSink = async (batches: readonly (readonly string[])[], failure?: Error) => {
  const read: string[] = []
  const writes: (readonly SinkRecord[])[] = []
  const afterFirst = { read: '', letters: -1 }
  const scene = await sinkScene(
    batches,
    () => ({
      recordsPerWrite: 1,
      write: async records => {
        writes.push(records)
        if (writes.length > 1) return
        for (let turn = 0; turn < 5; turn++) await setImmediate()
        afterFirst.read = read.join()
        afterFirst.letters = scene.cluster.values('dlq').length
        if (failure !== undefined) throw failure
      },
    }),
    {
      config: {
        'value.converter': 'com.example.NotingConverter',
        transforms: 'n',
        'transforms.n.type': 'Count',
        'errors.tolerance': 'all',
        'errors.deadletterqueue.topic.name': 'dlq',
        'errors.deadletterqueue.topic.replication.factor': '1',
      },
      converters: [noting(read) as unknown as Plugin],
    },
  )
  await scene.cluster.append('dlq', [])
  return { ...scene, read, writes, afterFirst, written: () => writes.flatMap(valuesOf) }
}

it('reads the records that come next while the target is busy', async () => {
  const scene = await slowSink([['a'], ['b', 'c']])
  expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 3 })
  expect(scene.afterFirst.read).toBe('a,b,c')
  expect(scene.written()).toEqual(['a', 'b', 'c'])
})

it('reads each record once and in order, also of a batch that takes several writes', async () => {
  const texts = (from: number, count: number) => Array.from({ length: count }, (_, i) => String(from + i))
  const scene = await slowSink([texts(0, 4500), texts(4500, 3), texts(4503, 2000)])
  expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 6503 })
  expect(scene.afterFirst.read).toContain(',1999,2000,2001')
  expect(scene.written()).toEqual(texts(0, 6503))
  const counted = scene.writes.flat().map(({ headers }) => headers[0]?.value)
  expect(counted).toEqual(counted.map((_, i) => i + 1))
})

it('blames a record when it is its turn, once', async () => {
  const scene = await slowSink([['a'], ['bad', 'c', 'd'], ['e']])
  expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 5 })
  expect(scene.afterFirst).toEqual({ read: 'a,bad', letters: 0 })
  expect(scene.read.join()).toBe('a,bad,c,d,e')
  expect(scene.written()).toEqual(['a', 'c', 'd', 'e'])
  expect(scene.cluster.values('dlq')).toEqual(['bad'])
})

it('blames nothing that comes after a write that fails', async () => {
  const scene = await slowSink([['a'], ['bad'], ['c']], new ConnectError('EXTERNAL', 'gone'))
  expect(await scene.run()).toMatchObject({ outcome: 'failed' })
  expect(scene.afterFirst.read).toBe('a,bad')
  expect(scene.cluster.values('dlq')).toEqual([])
  expect(await scene.stored()).toMatchObject({ offset: '{"kafka_offset":0}' })
})
