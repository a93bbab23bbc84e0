import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../functions/adapters/system-clock.ts'
import type { EventSourceSettings } from '../../../functions/runtime/ports/event-sources.ts'
import type { Table } from '../../../functions/runtime/ports/table.ts'
import { startEventPollers } from '../../../infra/local/event-pollers.ts'
import { localEventSources } from '../../../infra/local/event-sources.ts'
import { eventSourcesConformance } from '../../conformance/event-sources.ts'
import { memoryKafka } from '../../helpers/memory-kafka.ts'
import { memoryStore } from '../../helpers/memory-table.ts'

const settings: EventSourceSettings = {
  topic: 't',
  group: 'connect-archive',
  startingPosition: 'earliest',
  enabled: true,
  batchSize: 100,
  batchWindow: 0,
  filter: '',
  onFailure: '',
  pollers: null,
}

/** Processes over one table and one Kafka, each with its pollers. */
const machine = () => {
  const { kafka, append } = memoryKafka()
  const store = memoryStore()
  const table: Table = store.open()
  const sources = localEventSources(table)
  const dead = new Set<string>()
  const taken: string[] = []
  const start = (host: string) =>
    startEventPollers({
      table,
      kafka,
      clock: systemClock,
      host,
      hasEnded: name => dead.has(name),
      tick: 2,
      invoke: async (connector, event) => {
        for (const records of Object.values(event.records))
          for (const { offset } of records) taken.push(`${host} ${connector} ${offset}`)
        return { batchItemFailures: [] }
      },
      changed: () => undefined,
    })
  const until = async (check: () => boolean | Promise<boolean>) => {
    while (!(await check())) await systemClock.sleep(2)
  }
  const settled = async (connector: string) => {
    await until(async () => (await sources.list(connector)).every(source => !source.changing))
  }
  return { sources, table, append, start, until, settled, taken, dead }
}

eventSourcesConformance('on this machine', async () => {
  const { sources, table, start, until } = machine()
  const pollers = start('one')
  return {
    sources,
    settle: () =>
      until(async () => {
        const { items } = await table.query('EVENT_SOURCES')
        return items.every(({ attributes }) => attributes.version === attributes.followed)
      }),
    close: () => pollers.stop(),
  }
})

describe('pollers of a process', () => {
  it('follow what is wanted: events come while a mapping is enabled', async () => {
    const { sources, append, start, until, settled, taken } = machine()
    await append('t', ['a'])
    await sources.create('archive', settings)
    const pollers = start('one')
    await until(() => taken.length === 1)
    const [source] = await sources.list('archive')
    if (source === undefined) throw new Error('it is not listed')
    await sources.update(source, { ...settings, enabled: false })
    await settled('archive')
    await append('t', ['b'])
    await systemClock.sleep(30)
    expect(taken).toEqual(['one archive 0'])
    await sources.update(source, settings)
    await until(() => taken.length === 2)
    expect(taken).toEqual(['one archive 0', 'one archive 1'])
    await pollers.stop()
  })

  it('share mappings out, and take over those of a process that has ended', async () => {
    const { sources, append, start, until, settled, taken, dead } = machine()
    await append('t', ['a'])
    await sources.create('archive', settings)
    const first = start('one')
    await settled('archive')
    const second = start('two')
    await until(() => taken.length === 1)
    await append('t', ['b'])
    await until(() => taken.length === 2)
    expect(taken).toEqual(['one archive 0', 'one archive 1'])
    await first.stop()
    dead.add('one')
    await append('t', ['c'])
    await until(() => taken.length === 3)
    expect(taken.at(-1)).toBe('two archive 2')
    await second.stop()
  })
})
