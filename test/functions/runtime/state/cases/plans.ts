import type { Table } from '../../../../../functions/runtime/ports/table.ts'
import { claim, readDue } from '../../../../../functions/runtime/state/claim.ts'
import {
  configureConnector,
  createConnector,
  deleteConnector,
  restartTask,
  setWanted,
} from '../../../../../functions/runtime/state/connectors.ts'
import { type Case, type First, name } from '../protocol/case.ts'

const timing = { lease: 1, renew: 1, checkpoint: 1, call: 0, dispatch: 20, margin: 0 }

const create = (table: Table) =>
  createConnector(table, { name, type: 'source', config: {}, wanted: 'RUNNING' })

const configure = (table: Table) => configureConnector(table, name, ({ type, config }) => ({ type, config }))

const base = {
  timing,
  grain: 1,
  goal: 2,
  /** the partition is with task 0 but in every second generation */
  plan: ({ generation }: { generation: number }) => (generation % 2 === 1 ? [['p'], []] : [[], ['p']]),
  prepare: async (table: Table, { plan, run }: First) => {
    await create(table)
    await plan()
    await run()
  },
}

const moving: Case['prepare'] = async (table, first) => {
  await base.prepare(table, first)
  await configure(table)
}

export const move: Case = {
  ...base,
  timing: { ...timing, lease: 3, call: 2 },
  name: 'a plan moves a partition while the loser runs',
  prepare: moving,
  actors: ({ runner, planner }) => [runner('loser'), planner('P'), runner('gainer', 1)],
  bounds: { faults: 0, instants: [0], call: 1, states: 60_000 },
  long: { faults: 1, timeouts: ['loser', 'P'], instants: [0, 4] },
}

export const moveFrozen: Case = {
  ...base,
  name: 'a plan moves a partition of a loser that freezes',
  prepare: moving,
  actors: ({ runner, planner }) => [runner('loser'), planner('P')],
  bounds: { faults: 0, instants: [0, 2], call: 0, states: 60_000 },
  long: { faults: 1, timeouts: ['loser', 'P'] },
}

export const moveOfOne: Case = {
  ...base,
  name: 'a plan moves one of two partitions, the loser is dispatched and restarted meanwhile',
  plan: ({ generation }) => (generation % 2 === 1 ? [['p', 'q'], []] : [['q'], ['p']]),
  prepare: moving,
  actors: ({ runner, planner, act }) => [
    runner('loser'),
    planner('P'),
    act('user', ({ table }) => restartTask(table, name, 0)),
  ],
  bounds: { faults: 0, instants: [0], call: 0, states: 60_000 },
}

export const moveBack: Case = {
  ...base,
  name: 'two planners, the second moves the partition back',
  prepare: moving,
  actors: ({ runner, planner, act }) => [
    runner('loser'),
    planner('P'),
    act('user', ({ table }) => configure(table)),
    planner('Q'),
  ],
  bounds: { faults: 0, instants: [0], call: 0, states: 10_000 },
  long: { faults: 1, timeouts: ['P'], instants: [0, 2] },
}

export const moveAgain: Case = {
  ...base,
  name: 'a partition that has moved moves back',
  goal: 3,
  prepare: async (table, first) => {
    await moving(table, first)
    await first.plan()
    await configure(table)
  },
  actors: ({ runner, planner }) => [runner('loser', 1, { until: 2 }), planner('P')],
  bounds: { faults: 0, instants: [0], call: 0, states: 60_000 },
  long: { faults: 1, timeouts: ['loser'], instants: [0, 2] },
}

export const planAgain: Case = {
  ...base,
  name: 'a planner whose calls fail plans again, differently',
  prepare: create,
  actors: ({ runner, planner, act }) => [
    planner('P', { persists: true }),
    act('user', ({ table }) => configure(table)),
    runner('A'),
  ],
  bounds: { faults: 1, timeouts: ['P'], instants: [0], call: 0, states: 10_000 },
}

export const deleteAndCreate: Case = {
  ...base,
  plan: () => [['p']],
  name: 'delete and re-create while a task runs and plans are made',
  actors: ({ runner, planner, act }) => [
    runner('A'),
    act('user', async ({ table }) => {
      await deleteConnector(table, name)
      await create(table)
    }),
    planner('P'),
  ],
  bounds: { faults: 0, instants: [0], call: 0, states: 60_000 },
  long: { instants: [0, 2] },
}

export const twoUsers: Case = {
  ...base,
  plan: () => [['p']],
  name: 'two users change a connector at once, and a planner',
  actors: ({ planner, act }) => [
    act('user', ({ table }) => setWanted(table, name, 'PAUSED')),
    act('other user', ({ table }) => setWanted(table, name, 'RUNNING')),
    planner('P'),
  ],
  bounds: { faults: 1, timeouts: ['user'], instants: [0, 2], call: 0, states: 60_000 },
}

export const claims: Case = {
  ...base,
  plan: () => [['p']],
  name: 'two schedulers, dispatches that are lost or late, and deaths',
  actors: ({ runner, act }) => [
    ...['1', '2'].map(n =>
      act(`scheduler ${n}`, async ({ table, clock, dispatch }) => {
        const { keys } = await table.due(clock.now(), 10)
        for (const due of await readDue(table, keys)) {
          const claimed = await claim(table, due, clock.now() + timing.dispatch)
          if (claimed !== undefined) await dispatch(`run ${n}`)
        }
      }),
    ),
    runner('run 1', 0, { dormant: true }),
    runner('run 2', 0, { dormant: true }),
  ],
  bounds: {
    faults: 1,

    timeouts: ['scheduler 1'],
    instants: [0, 2, 22],
    call: 0,
    states: 60_000,
  },
}
