import { describe, expect, it } from 'vitest'
import { schedule } from '../../../functions/runtime/schedule.ts'
import { createConnector, setWanted } from '../../../functions/runtime/state/connectors.ts'
import { survey } from '../../../functions/runtime/survey/survey.ts'
import { formatPlugins, recorded } from '../../fixtures/record-items.ts'
import { recordToday } from '../../fixtures/record-today.ts'
import { itemVersions, readItems, storeItems } from '../../fixtures/stored-items.ts'
import { openScene } from './scene/scene.ts'

const today = itemVersions.at(-1) ?? ''

/** The items of a version, and more to do than there was: the tables have grown, and so has the topic. */
const goOnFrom = async (version: string) => {
  const written: unknown[] = []
  const { at, items } = readItems(version)
  const scene = openScene({
    plugins: formatPlugins({
      tables: { customers: 5, orders: 6 },
      written: values => void written.push(...values),
    }),
  })
  for (const value of [...recorded.values, 'd']) await scene.cluster.append(recorded.topic, [value])
  const [topic] = await scene.cluster.kafka.topics([recorded.topic])
  await storeItems(scene.table, items, topic?.id)
  await scene.clock.sleep(at - scene.now())
  return { ...scene, written }
}

describe.each(itemVersions)('items as the version of %s stored them', version => {
  it('are gone on from by sources, where they stood', async () => {
    const scene = await goOnFrom(version)
    expect(await scene.runSource('tables', 0)).toMatchObject({ outcome: 'idle', records: 2 })
    expect(await scene.runSource('tables', 1)).toMatchObject({ outcome: 'idle', records: 1 })
    expect(scene.cluster.values('table-customers')).toEqual(['customers4', 'customers5'])
    expect(scene.cluster.values('table-orders')).toEqual(['orders6'])
    const { progress } = await scene.task('tables')
    expect(progress['{"table":"customers"}']).toEqual({ offset: '{"id":5}', state: '{"seen":5}' })
  })

  it.each([
    ['archive', undefined],
    ['paused', 'RUNNING'],
    ['stopped', 'RUNNING'],
  ] as const)('are gone on from by the sink %s', async (name, wanted) => {
    const scene = await goOnFrom(version)
    if (wanted === 'RUNNING') {
      expect(await scene.runSink(name)).toMatchObject({ outcome: 'nothing' })
      await setWanted(scene.table, name, wanted)
      await scene.plan(name)
    }
    expect(await scene.runSink(name)).toMatchObject({ outcome: 'idle', records: 1 })
    expect(scene.written).toEqual(['d'])
  })

  it('have a run that is waited for, and then taken over with a higher epoch', async () => {
    const scene = await goOnFrom(version)
    const { epoch, leaseUntil = 0 } = await scene.task('atWork')
    const runs = async () => {
      const { groups } = await schedule(scene.runtime, { slots: 10, connector: 'atWork' })
      return groups.flatMap(group => group.runs).filter(run => 'task' in run && run.task === 0)
    }
    expect(await runs()).toEqual([])
    expect(await scene.runSource('atWork', 0)).toMatchObject({ outcome: 'nothing' })
    await scene.clock.sleep(leaseUntil - scene.now() + 2)
    expect(await runs()).toMatchObject([{ connector: 'atWork' }])
    await scene.runSource('atWork', 0)
    expect((await scene.task('atWork')).epoch).toBe(epoch + 1)
    // its three records were stored: they are not sent again
    expect(scene.cluster.values('table-customers')).toEqual(['customers4', 'customers5'])
  })

  it('keep offsets and epochs of a connector that was deleted', async () => {
    const scene = await goOnFrom(version)
    expect(await scene.connector('deleted')).toBeUndefined()
    const { epoch } = await scene.task('deleted')
    const config = { name: 'deleted', 'connector.class': 'com.example.Tables', 'tasks.max': '2' }
    await createConnector(scene.table, { name: 'deleted', type: 'source', config, wanted: 'RUNNING' })
    expect(await scene.plan('deleted')).toBe('planned')
    expect(await scene.runSource('deleted', 0)).toMatchObject({ outcome: 'idle', records: 2 })
    expect((await scene.task('deleted')).epoch).toBeGreaterThan(epoch)
  })

  it('are planned and surveyed', async () => {
    const scene = await goOnFrom(version)
    expect(await scene.plan('failing')).toBe('failed')
    for (const name of ['tables', 'archive', 'paused', 'stopped'])
      expect(await scene.plan(name), name).toBe('planned')
    await scene.clock.sleep(300_000)
    await survey(scene.runtime)
    expect(scene.metrics.values('connector-failed-count', 'failing')).toEqual([1])
    expect(scene.metrics.values('sink-record-lag-max', 'archive')).toEqual([1])
  })
})

type Shapes = Readonly<Record<string, string>>

/** Attributes of each kind of item, with the types of their values. */
const shapesOf = (items: ReturnType<typeof readItems>['items']): Shapes =>
  Object.fromEntries(
    items
      .flatMap(({ pk, sk, attributes }) => {
        const kind = pk.startsWith('CONNECTOR#') ? sk.replace(/#.*/, '') : pk
        return Object.entries(attributes).map(([name, value]) => [
          `${kind}.${name}`,
          Array.isArray(value) ? 'array' : typeof value,
        ])
      })
      .toSorted(),
  )

/** What a version before reads past: it stays in the items, and is not acted on. */
const added: Readonly<Record<string, readonly string[]>> = {
  '2026-11-26': [
    'CONFIG.eventSources',
    'CONFIG.triggered',
    'OFFSET.epoch',
    'OFFSET.fed',
    'OFFSET.mirrored',
    'OFFSET.passedBy',
    'OFFSET.reset',
    'SURVEY.at',
    'SURVEY.behind',
    'SURVEY.due',
    'TASK.redrive',
    'TASK.redriven',
    'TASK.retryingSince',
    'TASK.triggered',
  ],
}

it('a source that writes exactly once is gone on from where the table stands, and from the start where it was reset', async () => {
  const scene = await goOnFrom(today)
  await setWanted(scene.table, 'exact', 'RUNNING')
  await scene.plan('exact')
  expect(await scene.runSource('exact', 0)).toMatchObject({ outcome: 'idle', records: 2 })
  expect(await scene.runSource('exact', 1)).toMatchObject({ outcome: 'idle', records: 6 })
})

describe('what a version stores', () => {
  it('is, today, as the latest items that are kept', async () => {
    expect(shapesOf((await recordToday()).items)).toEqual(shapesOf(readItems(today).items))
  })

  it.each(itemVersions.slice(1))('is what the one before knows, and what is named as new (%s)', version => {
    const before = shapesOf(readItems(itemVersions[itemVersions.indexOf(version) - 1] ?? '').items)
    const now = shapesOf(readItems(version).items)
    expect(Object.keys(now).filter(name => !(name in before))).toEqual(added[version])
    expect(now).toMatchObject(before)
  })
})
