import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { configureConnector, setWanted } from '../../../functions/runtime/state/connectors.ts'
import { runs } from '../../helpers/runs.ts'
import { eventScene } from './scene/event-scene.ts'
import { valuesOf } from './scene/scripted-sink.ts'

const values = Array.from({ length: 12 }, (_, i) => `v${i}`)
const of = { topic: 't', partition: 0 } as const
const group = 'connect-archive'

type Step =
  | { readonly do: 'deliver' | 'deliver again'; readonly size: number }
  | { readonly do: 'fail a flush' | 'lose an answer' | 'pause' | 'resume' | 'switch' | 'run' | 'plan' }

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('deliver' as const), size: fc.integer({ min: 1, max: 4 }) }),
    },
    fc.record({ do: fc.constant('deliver again' as const), size: fc.integer({ min: 1, max: 4 }) }),
    fc.record({
      do: fc.constantFrom(
        ...(['fail a flush', 'lose an answer', 'pause', 'resume', 'switch', 'run', 'plan'] as const),
      ),
    }),
  ),
  { maxLength: 25 },
)

/** A sink that keeps what was flushed, its events as a mapping brings them, and what can go wrong. */
const openDeliveries = async () => {
  const durable: unknown[] = []
  let written: unknown[] = []
  let flushFails = false
  let answerIsLost = false
  const scene = await eventScene(
    values,
    () => ({
      write: async records => void written.push(...valuesOf(records)),
      flush: async () => {
        durable.push(...written)
        written = []
        if (!flushFails) return {}
        flushFails = false
        throw new ConnectError('EXTERNAL', 'the flush failed')
      },
      close: async () => {
        written = []
      },
    }),
    {
      tableRoute: async (request, land) => {
        const answer = land()
        const lost = answerIsLost && request.writes.some(({ kind }) => kind === 'advance')
        if (!lost) return answer
        answerIsLost = false
        throw new ConnectError('STATE', 'the answer was lost')
      },
    },
  )

  const position = async () => (await scene.cluster.kafka.groupOffsets(group, [of]))[0]?.offset ?? 0
  const event = (from: number, size: number) => ({ from, values: values.slice(from, from + size) })

  const deliver = async (size: number): Promise<boolean> => {
    const from = await position()
    if (from >= values.length) return false
    await scene.send([event(from, size)])
    const offset = Math.min(from + size, values.length)
    await scene.cluster.kafka.commitGroupOffsets(group, [{ ...of, offset }])
    return true
  }
  const mode = async () => (await scene.connector('archive'))?.config['run.mode']
  const switchTo = (next: string) =>
    configureConnector(scene.table, 'archive', ({ type, config }) => ({
      type,
      config: { ...config, 'run.mode': next },
    }))

  const actions: Readonly<Record<Step['do'], (size: number) => Promise<unknown>>> = {
    deliver,
    'deliver again': async size => scene.send([event(Math.max((await position()) - size, 0), size)]),
    'fail a flush': async () => {
      flushFails = true
    },
    'lose an answer': async () => {
      answerIsLost = true
    },
    pause: () => setWanted(scene.table, 'archive', 'PAUSED'),
    resume: () => setWanted(scene.table, 'archive', 'RUNNING'),
    switch: async () => switchTo((await mode()) === 'event' ? 'schedule' : 'event'),
    run: () => scene.run(),
    plan: () => scene.settle(),
  }
  return {
    durable,
    take: async (step: Step) => {
      // what fails comes again
      await actions[step.do]('size' in step ? step.size : 0).catch(() => undefined)
    },
    finish: async () => {
      await setWanted(scene.table, 'archive', 'RUNNING')
      await switchTo('event')
      await scene.settle()
      for (let n = 0; n < 20; n++) if (!(await deliver(3).catch(() => true))) break
      return (await scene.partition())?.offset
    },
  }
}

describe('whatever happens between them', () => {
  it('events and fetches bring every record, each for the first time in order', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async taken => {
        const deliveries = await openDeliveries()
        for (const step of taken) await deliveries.take(step)
        expect(await deliveries.finish()).toBe(`{"kafka_offset":${values.length}}`)
        expect([...new Set(deliveries.durable)]).toEqual(values)
      }),
      { numRuns: runs(150) },
    )
  })
})
