import type { Table } from '../../../../../functions/runtime/ports/table.ts'
import {
  configureConnector,
  createConnector,
  replanConnector,
} from '../../../../../functions/runtime/state/connectors.ts'
import type { ConnectorItem } from '../../../../../functions/runtime/state/items.ts'
import { type Case, name } from '../protocol/case.ts'

const timing = { lease: 1, renew: 1, checkpoint: 1, call: 0, dispatch: 20, margin: 0 }

const isFed = ({ config }: Pick<ConnectorItem, 'config'>) => config['run.mode'] === 'event'
const mode = (fed: boolean) => ({ 'run.mode': fed ? 'event' : 'schedule' })

const switchMode = (table: Table) =>
  configureConnector(table, name, ({ type, config }) => ({ type, config: mode(!isFed({ config })) }))

const created = (table: Table, fed: boolean) =>
  createConnector(table, { name, type: 'sink', config: mode(fed), wanted: 'RUNNING' })

const base = {
  timing,
  grain: 1,
  goal: 2,
  plan: (connector: ConnectorItem) => (isFed(connector) ? [[]] : [['p']]),
  events: (connector: ConnectorItem) => (isFed(connector) ? ['p'] : []),
  bounds: { faults: 0, instants: [0], call: 0, states: 60_000 },
} satisfies Partial<Case>

const fedByEvents: Case['prepare'] = async (table, { plan, event }) => {
  await created(table, true)
  await plan()
  await event()
}

const fetched: Case['prepare'] = async (table, { plan, run }) => {
  await created(table, false)
  await plan()
  await run()
}

export const eventsTwice: Case = {
  ...base,
  name: 'two runs of the same events, one of which loses calls, and a plan that changes nothing',
  goal: 3,
  prepare: fedByEvents,
  actors: ({ event, planner }) => [event('E'), event('F'), planner('P')],
  bounds: { ...base.bounds, faults: 1, timeouts: ['E'] },
}

export const eventsReplanned: Case = {
  ...base,
  name: 'a connector is planned anew while events come',
  goal: 3,
  prepare: fedByEvents,
  actors: ({ event, planner, act }) => [
    event('E'),
    act('user', ({ table }) => replanConnector(table, name)),
    planner('P'),
    event('F'),
  ],
  bounds: { ...base.bounds, faults: 1, timeouts: ['E'] },
}

export const eventsToFetching: Case = {
  ...base,
  name: 'a switch from events to fetching while an event is at work',
  goal: 3,
  prepare: fedByEvents,
  actors: ({ event, planner, runner, act }) => [
    event('E'),
    act('user', ({ table }) => switchMode(table)),
    planner('P'),
    runner('A'),
  ],
  long: { faults: 1, timeouts: ['E', 'P'] },
}

export const fetchingToEvents: Case = {
  ...base,
  name: 'a switch from fetching to events while a run is at work',
  prepare: fetched,
  actors: ({ event, planner, runner, act }) => [
    runner('A'),
    act('user', ({ table }) => switchMode(table)),
    planner('P'),
    event('E'),
  ],
  bounds: { ...base.bounds, instants: [0, 2] },
  long: { faults: 1, timeouts: ['A', 'P'] },
}

export const thereAndBack: Case = {
  ...base,
  name: 'a switch to events and back, with events from between',
  goal: 3,
  prepare: async (table, first) => {
    await fetched(table, first)
    await switchMode(table)
    await first.plan()
  },
  actors: ({ event, planner, runner, act }) => [
    event('E'),
    act('user', ({ table }) => switchMode(table)),
    planner('P'),
    runner('A'),
  ],
}
