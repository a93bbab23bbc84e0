import { expect, it } from 'vitest'
import type { SinkRecord } from '../../../connectors/sdk/record.ts'
import { sinkScene, sinkSceneBefore } from './scene/scripted-sink.ts'

const isBad = ({ value }: SinkRecord) => value.value === 'bad'

it('stores nothing behind a record that must not be passed over, in whatever order they are rejected', async () => {
  const scene = await sinkScene([['a', 'bad', 'c', 'bad', 'e']], ({ reject }) => ({
    write: async records => {
      for (const record of records.filter(isBad).toReversed()) reject(record, new Error('malformed'))
    },
  }))
  expect(await scene.run()).toMatchObject({ outcome: 'failed' })
  expect(await scene.stored()).toMatchObject({ offset: '{"kafka_offset":1}' })
  expect((await scene.task('archive')).status.trace).toContain('(topic t, partition 0, offset 1): malformed')
})

it('stores nothing behind those of several partitions', async () => {
  const scene = sinkSceneBefore(
    ({ reject }) => {
      const written: SinkRecord[] = []
      return {
        write: async records => void written.push(...records),
        flush: async () => {
          for (const record of written.filter(isBad)) reject(record, new Error('malformed'))
          return {}
        },
      }
    },
    { config: { topics: 't,u' } },
  )
  await scene.cluster.append('t', ['bad', 'b'])
  await scene.cluster.append('u', ['a', 'b', 'bad', 'd'])
  await scene.begin()
  expect(await scene.run()).toMatchObject({ outcome: 'failed' })
  expect(await scene.stored('t')).not.toMatchObject({ offset: expect.stringMatching(/[12]/) })
  expect(await scene.stored('u')).toMatchObject({ offset: '{"kafka_offset":2}' })
})
