import { expect, it } from 'vitest'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { sinkScene, valuesOf } from './scene/scripted-sink.ts'

const small = [['a'], ['b', 'c'], ['d'], ['e'], ['f']]

const writing = async (
  recordsPerWrite: number | undefined,
  config: Readonly<Record<string, string>> = {},
) => {
  const writes: (readonly unknown[])[] = []
  const scene = await sinkScene(
    small,
    () => ({
      ...(recordsPerWrite !== undefined && { recordsPerWrite }),
      write: async records => {
        if (records.some(({ value }) => value.value === 'd')) throw new ConnectError('DATA', 'no d')
        writes.push(valuesOf(records))
      },
    }),
    { config },
  )
  return { scene, writes }
}

const tolerant = { 'errors.tolerance': 'all' }

it('hands small batches over together to a writer that would rather have more', async () => {
  const alone = await writing(undefined, tolerant)
  await alone.scene.run()
  expect(alone.writes).toEqual([['a'], ['b', 'c'], ['e'], ['f']])

  const joined = await writing(3, tolerant)
  await joined.scene.run()
  expect(joined.writes).toEqual([
    ['a', 'b', 'c'],
    ['e', 'f'],
  ])
  expect((await joined.scene.stored())?.offset).toBe('{"kafka_offset":6}')
})

it('stops at the record to blame, in the middle of what was joined', async () => {
  const { scene, writes } = await writing(100)
  expect(await scene.run()).toMatchObject({ outcome: 'failed' })
  expect(writes.flat()).toEqual(['a', 'b', 'c'])
  expect((await scene.stored())?.offset).toBe('{"kafka_offset":3}')
})
