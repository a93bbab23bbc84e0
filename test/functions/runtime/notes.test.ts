import { expect, test } from 'vitest'
import { connectorStatus } from '../../../functions/api/connector-status.ts'
import { readConnector, replanConnector } from '../../../functions/runtime/state/connectors.ts'
import { sourceScene } from './scene/scripted-source.ts'

const open = (notes: () => readonly string[]) =>
  sourceScene(
    () => ({
      // biome-ignore lint/correctness/useYield: it has nothing
      async *read() {
        return undefined
      },
    }),
    { plan: () => ({ tasks: [{ partitions: [{ p: 'a' }] }], notes: notes() }) },
  )

const told = ({ logged }: Awaited<ReturnType<typeof open>>) =>
  logged.filter(({ level }) => level === 'WARN').map(({ message }) => message)

test('notes of a plan are logged once each, and shown while the connector is running', async () => {
  let notes = ['read by id']
  const scene = await open(() => notes)
  await replanConnector(scene.table, 'numbers')
  await scene.plan('numbers')
  expect(told(scene)).toEqual(['read by id'])

  notes = ['read by id', 'read as a whole']
  await replanConnector(scene.table, 'numbers')
  await scene.plan('numbers')
  expect(told(scene)).toEqual(['read by id', 'read as a whole'])

  const state = await readConnector(scene.table, 'numbers')
  const api = { plugins: scene.runtime.plugins, table: scene.table, workerId: 'here' }
  expect(state && (await connectorStatus(api, state)).connector).toMatchObject({
    state: 'RUNNING',
    trace: 'NOTE: read by id\nNOTE: read as a whole',
  })
})
