import type { Table } from '../../../../../functions/runtime/ports/table.ts'
import {
  createConnector,
  deleteConnector,
  readConnector,
  setWanted,
} from '../../../../../functions/runtime/state/connectors.ts'
import type { ConnectorItem } from '../../../../../functions/runtime/state/items.ts'
import { alterOffsets, isStopped } from '../../../../../functions/runtime/state/offsets.ts'
import type { Surroundings } from '../explorer/request.ts'
import { type Case, type Cast, name } from '../protocol/case.ts'
import { runPlan } from '../protocol/plan-run.ts'

const timing = { lease: 1, renew: 1, checkpoint: 1, call: 0, dispatch: 20, margin: 0 }

const base = {
  timing,
  grain: 1,
  goal: 3,
  plan: ({ wanted }: Pick<ConnectorItem, 'wanted'>) => (wanted === 'STOPPED' ? [] : [['p']]),
} satisfies Partial<Case>

const create = (table: Table) =>
  createConnector(table, { name, type: 'source', config: {}, wanted: 'RUNNING' })

const running: Case['prepare'] = async (table, { plan, run }) => {
  await create(table)
  await plan()
  await run()
}

const stopped: Case['prepare'] = async (table, first) => {
  await running(table, first)
  await setWanted(table, name, 'STOPPED')
  await first.plan()
}

/** As the API changes offsets: when the connector is found stopped, and not otherwise. */
const alter = async ({ table }: Surroundings, offset: number, without?: Cast['without']): Promise<void> => {
  const { connector } = (await readConnector(table, name)) ?? {}
  if (connector === undefined || !(isStopped(connector) || without === 'await the stop')) return
  await alterOffsets(table, connector, [
    { partition: 'p', offset: offset === 0 ? undefined : String(offset) },
  ])
}

const planned = ({ timing }: Cast, { plan, events }: Pick<Case, 'plan' | 'events'>) => {
  const run = { connector: name, owner: 'user', timing, plan, events }
  return (around: Surroundings) => runPlan(around, run)
}

/** Stops, changes offsets, and starts again, each with the plan that passes it on. */
const stopsAndAlters = (cast: Cast, one: Pick<Case, 'plan' | 'events'>) => {
  const plan = planned(cast, one)
  return async (around: Surroundings) => {
    await setWanted(around.table, name, 'STOPPED')
    await plan(around)
    await alter(around, 0, cast.without)
    await setWanted(around.table, name, 'RUNNING')
    await plan(around)
  }
}

export const alteredAfterStop: Case = {
  ...base,
  name: 'offsets are changed right after a stop, while a run is at work',
  prepare: running,
  actors: cast => [cast.runner('A'), cast.act('user', stopsAndAlters(cast, base)), cast.runner('B')],
  bounds: { faults: 1, timeouts: ['A'], instants: [0, 2], call: 0, states: 20_000 },
  long: { timeouts: ['A', 'user'], instants: [0, 2, 4] },
}

export const alteredAndResumed: Case = {
  ...base,
  name: 'a change of offsets that is late, with the connector resumed meanwhile',
  prepare: stopped,
  actors: cast => [
    cast.act('user', around => alter(around, 0)),
    cast.act('other user', ({ table }) => setWanted(table, name, 'RUNNING')),
    cast.planner('P'),
    cast.runner('A'),
  ],
  bounds: { faults: 1, timeouts: ['user'], instants: [0], call: 0, states: 20_000 },
}

export const alteredTwice: Case = {
  ...base,
  name: 'two users change the same offset at once, and one of them is late',
  prepare: stopped,
  actors: cast => [
    cast.act('user', around => alter(around, 0)),
    cast.act('other user', around => alter(around, 1)),
    cast.planner('P'),
  ],
  bounds: { faults: 1, timeouts: ['user'], instants: [0], call: 0, states: 20_000 },
}

export const alteredAndDeleted: Case = {
  ...base,
  name: 'a change of offsets while the connector is deleted and created again',
  prepare: stopped,
  actors: cast => [
    cast.act('user', around => alter(around, 0)),
    cast.act('other user', async ({ table }) => {
      await deleteConnector(table, name)
      await create(table)
    }),
    cast.planner('P'),
    cast.runner('A'),
  ],
  bounds: { faults: 1, timeouts: ['user'], instants: [0], call: 0, states: 20_000 },
}

const fedByEvents = {
  ...base,
  plan: ({ wanted }: Pick<ConnectorItem, 'wanted'>) => (wanted === 'STOPPED' ? [] : [[]]),
  events: ({ wanted }: Pick<ConnectorItem, 'wanted'>) => (wanted === 'RUNNING' ? ['p'] : []),
} satisfies Partial<Case>

export const alteredWhileFed: Case = {
  ...fedByEvents,
  name: 'offsets are changed right after a stop, while an event is at work',
  prepare: async (table, { plan, event }) => {
    await createConnector(table, { name, type: 'sink', config: {}, wanted: 'RUNNING' })
    await plan()
    await event()
  },
  actors: cast => [cast.event('E'), cast.act('user', stopsAndAlters(cast, fedByEvents)), cast.event('F')],
  bounds: { faults: 1, timeouts: ['E'], instants: [0], call: 0, states: 20_000 },
}
