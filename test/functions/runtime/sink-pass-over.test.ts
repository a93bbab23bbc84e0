import { expect, it } from 'vitest'
import { sinkScene } from './scene/scripted-sink.ts'

it('passes over a record that the connector itself may leave out, whatever is tolerated', async () => {
  const scene = await sinkScene([['a', 'bad', 'c']], ({ reject }) => ({
    write: async records => {
      const bad = records.find(({ value }) => value.value === 'bad')
      if (bad !== undefined) reject(bad, new Error('malformed'), { passOver: true })
    },
  }))
  expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 3 })
  expect(await scene.stored()).toMatchObject({ offset: '{"kafka_offset":3}' })
})

it('logs what a writer warns of once', async () => {
  const scene = await sinkScene([['a'], ['b']], ({ warn }) => ({
    write: async () => warn?.('keys are missing'),
  }))
  await scene.run()
  const warnings = scene.logged.filter(({ level }) => level === 'WARN')
  expect(warnings).toMatchObject([{ message: 'keys are missing', connector: 'archive', task: 0 }])
})
