import { describe, expect, test } from 'vitest'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { runSlice } from './sink-runs.ts'
import { Died, filled, opener } from './storage-runs.ts'

describe('what is not ours', () => {
  const name = 'topics/orders/partition=0/orders+0+0000000000.json'
  const fatal = { code: 'FATAL', retriable: false }

  test('an object of another lineage is never adopted, and the error names it', async () => {
    const { world, bucket } = filled()
    await runSlice(world, { open: opener(bucket) })
    world.checkpoints.clear()
    world.lineage++
    const error = await runSlice(world, { open: opener(bucket) }).catch(error => error)
    expect(error).toBeInstanceOf(ConnectError)
    expect(error).toMatchObject(fatal)
    expect(error.message).toContain(name)
  })

  test('nor is one of a topic that had the same name', async () => {
    const { world, bucket } = filled()
    await runSlice(world, { open: opener(bucket) })
    world.checkpoints.clear()
    world.topicId = 'BBBBBBBBBBBBBBBBBBBBBB'
    await expect(runSlice(world, { open: opener(bucket) })).rejects.toMatchObject(fatal)
  })

  test('nor is another cut', async () => {
    const { world, bucket } = filled()
    await runSlice(world, { open: opener(bucket) })
    world.checkpoints.clear()
    const two = { rotation: { records: 2, bytes: undefined, schedule: undefined } }
    await expect(runSlice(world, { open: opener(bucket, two) })).rejects.toMatchObject(fatal)
  })

  test('an intent of a topic that had the same name is not completed', async () => {
    const { world, bucket } = filled()
    await runSlice(world, {
      open: opener(bucket),
      step: at => {
        if (at === 'after checkpoint') throw new Died()
      },
    }).catch(() => {})
    expect(world.checkpoints.get(0)?.state).toBeDefined()
    world.topicId = 'BBBBBBBBBBBBBBBBBBBBBB'
    const error = await runSlice(world, { open: opener(bucket) }).catch(error => error)
    expect(error).toMatchObject(fatal)
    expect(error.message).toContain(world.topicId)
  })

  test('nothing is written once the lease does not allow it', async () => {
    const { world, bucket } = filled()
    await expect(runSlice(world, { open: opener(bucket), mayWrite: () => false })).rejects.toMatchObject({
      code: 'FENCED',
    })
    expect(bucket.objects.size).toBe(0)
  })
})
