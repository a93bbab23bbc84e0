import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EventSourceSettings, EventSources } from '../../functions/runtime/ports/event-sources.ts'

export interface EventSourcesUnderTest {
  readonly sources: EventSources
  /** resolves when what was asked for has come about */
  settle(): void | Promise<void>
  close(): void | Promise<void>
}

const settings: EventSourceSettings = {
  topic: 't',
  group: 'connect-archive',
  startingPosition: 'earliest',
  enabled: true,
  batchSize: 100,
  batchWindow: 500,
  filter: '',
  onFailure: '',
  pollers: null,
}

/** What every implementation of event sources keeps to. */
export const eventSourcesConformance = (name: string, open: () => Promise<EventSourcesUnderTest>) => {
  describe(`event sources: ${name}`, () => {
    let test: EventSourcesUnderTest
    beforeEach(async () => {
      test = await open()
    })
    afterEach(() => test.close())

    const only = async (connector = 'archive') => {
      const [source, ...more] = await test.sources.list(connector)
      expect(more).toEqual([])
      if (source === undefined) throw new Error(`${connector} has no mapping`)
      return source
    }

    it('lists none of a connector that has none, or was never attached', async () => {
      expect(await test.sources.list('archive')).toEqual([])
      await test.sources.attach('archive')
      expect(await test.sources.list('archive')).toEqual([])
    })

    it('lists what was created, in the end as it was asked for', async () => {
      await test.sources.attach('archive')
      await test.sources.create('archive', settings)
      expect(await only()).toMatchObject({ settings: { topic: 't', group: 'connect-archive' } })
      await test.settle()
      expect(await only()).toMatchObject({ settings, changing: false })
    })

    it.each([
      { ...settings, enabled: false },
      { ...settings, batchSize: 7, batchWindow: 3_000 },
      { ...settings, filter: '{"value":["a"]}' },
      { ...settings, onFailure: 'arn:aws:sqs:us-east-1:123456789012:failed' },
      { ...settings, pollers: { min: 1, max: 3 } },
    ])('updates, and takes back what can be: %j', async changed => {
      await test.sources.attach('archive')
      await test.sources.create('archive', settings)
      await test.settle()
      const { id } = await only()
      await test.sources.update(await only(), changed)
      await test.settle()
      expect(await only()).toMatchObject({ id, settings: changed, changing: false })
      const back = { ...settings, batchWindow: changed.batchWindow }
      await test.sources.update(await only(), back)
      await test.settle()
      expect((await only()).settings).toEqual(back)
    })

    it('keeps the mappings of connectors apart, whatever they are called', async () => {
      for (const connector of ['archive', 'archive 2', '7']) {
        await test.sources.attach(connector)
        await test.sources.create(connector, { ...settings, group: `connect-${connector}` })
      }
      await test.settle()
      for (const connector of ['archive', 'archive 2', '7'])
        expect((await only(connector)).settings.group).toBe(`connect-${connector}`)
    })

    it('deletes, and is done when it lists it no more', async () => {
      await test.sources.attach('archive')
      await test.sources.create('archive', settings)
      await test.settle()
      await test.sources.delete(await only())
      const left = await test.sources.list('archive')
      expect(left.every(source => source.changing)).toBe(true)
      await test.settle()
      expect(await test.sources.list('archive')).toEqual([])
      await test.sources.detach('archive')
      expect(await test.sources.list('archive')).toEqual([])
    })

    it('takes the same call twice', async () => {
      await test.sources.attach('archive')
      await test.sources.attach('archive')
      await test.sources.detach('archive')
      await test.sources.detach('archive')
    })
  })
}
