import { describe, expect, it } from 'vitest'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Plugin } from '../../../functions/runtime/ports/plugins.ts'
import { lookingUp } from '../../helpers/looking-up.ts'
import { eventScene } from './scene/event-scene.ts'
import { collecting, sinkScene } from './scene/scripted-sink.ts'
import { numbered, once, sourceScene } from './scene/scripted-source.ts'

type Properties = Readonly<Record<string, string>>
type LookUp = (text: string) => Promise<void>

const config: Properties = { 'value.converter': 'com.example.LookUpConverter' }
const tolerant = { ...config, 'errors.tolerance': 'all' }

const unreachable = new ConnectError('EXTERNAL', 'The registry cannot be reached')
const unknown = new ConnectError('DATA', 'There is no schema 7')
/** Looks everything up but one text. */
const failing =
  (text: string, error: unknown): LookUp =>
  async asked => {
    if (asked === text) throw error
  }

const texts = (...values: readonly string[]) =>
  values.map((value, i) => numbered('a', i + 1, { value: { schema: undefined, value } }))

const source = async (lookUp: LookUp, properties: Properties = config) => {
  const { converter, asked } = lookingUp(lookUp)
  const scene = await sourceScene(() => ({ read: once({ records: texts('x', 'y', 'x', 'z') }) }), {
    config: properties,
    converters: [converter as unknown as Plugin],
  })
  const stored = async () => (await scene.task('numbers')).progress['{"p":"a"}']?.offset
  return { ...scene, asked, stored, values: () => scene.cluster.values('topic-a') }
}

const sink = async (lookUp: LookUp, properties: Properties = config) => {
  const { converter, asked } = lookingUp(lookUp)
  const got = collecting()
  const scene = await sinkScene([['x', 'y', 'x', 'z']], () => got.writer, {
    config: properties,
    converters: [converter as unknown as Plugin],
  })
  return { ...scene, asked, values: got.values }
}

/** Some turns later: time is virtual. */
const later = async () => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
}

describe('a converter of a source that has to look something up', () => {
  it('is called again when it is there, in order and once for each', async () => {
    const scene = await source(text => (text === 'x' ? later() : Promise.resolve()))
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 4 })
    expect(scene.values()).toEqual(['x', 'y', 'x', 'z'])
    expect(scene.asked).toEqual(['x', 'y', 'z'])
    expect(await scene.stored()).toBe('{"n":4}')
  })

  it('has its record transformed once', async () => {
    const scene = await source(later, { ...config, transforms: 'n', 'transforms.n.type': 'Count' })
    await scene.run()
    const numbers = scene.cluster.records('topic-a').map(({ headers }) => String(headers?.[0]?.value))
    expect(numbers).toEqual(['1', '2', '3', '4'])
  })

  it('fails the run when that fails, whatever is tolerated, and goes on from there', async () => {
    let reachable = false
    const scene = await source(text => (reachable ? later() : failing('y', unreachable)(text)), tolerant)
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect(scene.values()).toEqual(['x'])
    expect(await scene.stored()).toBe('{"n":1}')
    const { status, dueAt } = await scene.task('numbers')
    expect(status.trace).toMatch(/^ConnectError: The registry cannot be reached/)
    expect(dueAt).toBeDefined()
    reachable = true
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    expect(await scene.stored()).toBe('{"n":4}')
  })

  it('blames its record for what is wrong with it, which is tolerated', async () => {
    const scene = await source(failing('y', unknown))
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect((await scene.task('numbers')).status.trace).toContain(
      'offset {"n":2}, stage VALUE_CONVERTER, class com.example.LookUpConverter): There is no schema 7',
    )
    const other = await source(failing('y', unknown), tolerant)
    expect(await other.run()).toMatchObject({ outcome: 'idle' })
    expect(other.values()).toEqual(['x', 'x', 'z'])
  })

  it('is not waited for when the slice is over', async () => {
    const scene = await source(() => new Promise(() => undefined))
    const run = scene.run({ deadline: scene.clock.now() + 60_000 })
    expect(await run).toMatchObject({ outcome: 'failed' })
    expect((await scene.task('numbers')).status.trace).toContain('did not come to its end')
  })

  it('that forgets what it was told fails its task', async () => {
    const { converter } = lookingUp(later, { forgets: true })
    const scene = await sourceScene(() => ({ read: once({ records: texts('x') }) }), {
      config: tolerant,
      converters: [converter as unknown as Plugin],
    })
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect((await scene.task('numbers')).status.trace).toContain('100 times for one record')
  })
})

describe('a converter of a sink that has to look something up', () => {
  it('is called again when it is there, in order and once for each', async () => {
    const scene = await sink(text => (text === 'x' ? later() : Promise.resolve()))
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 4 })
    expect(scene.values()).toEqual(['x', 'y', 'x', 'z'])
    expect(scene.asked).toEqual(['x', 'y', 'z'])
  })

  it('fails the run when that fails, whatever is tolerated; what came before is written', async () => {
    const scene = await sink(failing('y', unreachable), tolerant)
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect(scene.values()).toEqual(['x'])
    expect(await scene.stored()).toMatchObject({ offset: '{"kafka_offset":1}' })
    const { status, dueAt } = await scene.task('archive')
    expect(status.trace).toMatch(/^ConnectError: The registry cannot be reached/)
    expect(dueAt).toBeDefined()
  })

  it('blames its record for what is wrong with it, which is a dead letter', async () => {
    const scene = await sink(failing('y', unknown), {
      ...tolerant,
      'errors.deadletterqueue.topic.name': 'dlq',
      'errors.deadletterqueue.topic.replication.factor': '1',
    })
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    expect(scene.values()).toEqual(['x', 'x', 'z'])
    expect(scene.cluster.values('dlq')).toEqual(['y'])
  })

  it('is not waited for when the slice is over', async () => {
    const scene = await sink(() => new Promise(() => undefined))
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect((await scene.task('archive')).status.trace).toContain('did not come to its end')
    expect(scene.values()).toEqual([])
  })
})

describe('a converter of an event-fed sink that has to look something up', () => {
  const events = async (lookUp: LookUp) => {
    const { converter } = lookingUp(lookUp)
    const got = collecting()
    const scene = await eventScene(['x', 'y'], () => got.writer, {
      config,
      converters: [converter as unknown as Plugin],
    })
    return { ...scene, values: got.values }
  }

  it('is called again when it is there', async () => {
    const scene = await events(later)
    expect(await scene.send([{ from: 0, values: ['x', 'y'] }])).toEqual({ batchItemFailures: [] })
    expect(scene.values()).toEqual(['x', 'y'])
  })

  it('has the event come again from there when that fails', async () => {
    const scene = await events(failing('y', unreachable))
    await expect(scene.send([{ from: 0, values: ['x', 'y'] }])).rejects.toThrow('cannot be reached')
    expect(scene.values()).toEqual(['x'])
    expect(await scene.partition()).toMatchObject({ offset: '{"kafka_offset":1}' })
  })
})
