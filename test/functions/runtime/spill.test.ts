import { expect, it } from 'vitest'
import { systemClock } from '../../../functions/adapters/system-clock.ts'
import { openProgress } from '../../../functions/runtime/progress.ts'
import { taskKey, taskOf } from '../../../functions/runtime/state/items.ts'
import { takeLease } from '../../../functions/runtime/state/lease.ts'
import { defaultTiming } from '../../../functions/runtime/timing.ts'
import { memoryStore } from '../../helpers/memory-table.ts'

const key = taskKey('c', 0)

const taken = async () => {
  const table = memoryStore().open()
  await table.write({
    kind: 'assign',
    key,
    when: {},
    set: { connector: 'c', partitions: ['all'], generation: 1, epoch: 0, seq: 0 },
  })
  const context = { table, clock: systemClock, timing: defaultTiming }
  const { lease } = await takeLease(context, key, { owner: 'o', read: taskOf, wanted: () => true })
  if (lease === undefined) throw new Error('the lease is free')
  const progress = openProgress(table, () => lease.item)
  const store = (changes: ReadonlyMap<string, { readonly offset: string }>) =>
    lease.checkpoint(() => {
      const { map, also } = progress.merge(changes)
      return { changes: { progress: map }, also }
    })
  return { table, lease, store }
}

const partition = (n: number) => JSON.stringify({ table: `a_table_with_a_rather_long_name_${n}` })
const changes = (from: number, offset: number) =>
  new Map(Array.from({ length: 90 }, (_, i) => [partition(from + i), { offset: `{"id":${offset}}` }]))

const rounds = Array.from({ length: 20 }, (_, round) => round)

it('progress that a task has no room for is stored beside it, and found there', async () => {
  const { table, lease, store } = await taken()
  for (const offset of [1, 2]) for (const round of rounds) await store(changes(90 * round, offset))
  expect(JSON.stringify(lease.item.progress).length).toBeLessThan(120 * 1024)
  const read = openProgress(table, () => lease.item)
  for (const round of rounds)
    for (const p of changes(90 * round, 0).keys()) expect(await read.read(p)).toEqual({ offset: '{"id":2}' })
})

it('a run that is fenced stores nothing beside its task either', async () => {
  const { table, store } = await taken()
  for (const round of rounds) await store(changes(90 * round, 1))
  const before = await table.query('CONNECTOR#c', 'OFFSET#')
  await table.write({ kind: 'revoke', key, when: {}, set: { epoch: 7 } })
  await expect(store(changes(0, 2))).rejects.toMatchObject({ code: 'FENCED' })
  expect((await table.query('CONNECTOR#c', 'OFFSET#')).items).toEqual(before.items)
})
