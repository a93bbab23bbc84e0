import {
  configureConnector,
  createConnector,
  restartTask,
  setWanted,
} from '../../../../../functions/runtime/state/connectors.ts'
import { taskKey, taskOf, type Wanted } from '../../../../../functions/runtime/state/items.ts'
import { takeLease } from '../../../../../functions/runtime/state/lease.ts'
import { triggerTasks } from '../../../../../functions/runtime/state/trigger.ts'
import type { Surroundings } from '../explorer/request.ts'
import type { Bounds } from '../explorer/scenario.ts'
import { type Case, type Cast, name } from '../protocol/case.ts'
import { runPlan } from '../protocol/plan-run.ts'
import { runTask, wantsRun } from '../protocol/task-run.ts'

const created: Case['prepare'] = async (table, { plan, run }) => {
  await createConnector(table, { name, type: 'source', config: {}, wanted: 'RUNNING' })
  await plan()
  await run()
}

const base = {
  goal: 2,
  plan: () => [['p']],
  prepare: created,
}

/** A lease of 5, calls of 3, and a table whose time is up to 2 behind, such that every unit matters. */
const tight = {
  timing: { lease: 5, renew: 2, checkpoint: 2, call: 3, dispatch: 20, margin: 0 },
  grain: 3,
}
/** A lease that is over at 2, and no bound on external calls. */
const coarse = {
  timing: { lease: 1, renew: 1, checkpoint: 1, call: 0, dispatch: 20, margin: 0 },
  grain: 1,
}
/** A lease that is over long after an external call is. */
const long = {
  timing: { lease: 6, renew: 2, checkpoint: 2, call: 2, dispatch: 20, margin: 0 },
  grain: 1,
}
const bounds = { faults: 1, states: 20_000 } satisfies Partial<Bounds>

export const twoRunners: Case = {
  ...base,
  ...tight,
  goal: 3,
  name: 'two runners of one task that write',
  actors: ({ runner }) => [runner('A'), runner('B')],
  bounds: { ...bounds, slow: ['A'], instants: [2, 3, 6, 9], call: 3 },
  long: { timeouts: ['A'], instants: [2, 3, 5, 6, 8, 9, 12] },
}

export const lostRenewal: Case = {
  ...twoRunners,
  goal: 2,
  name: 'two runners, one of which loses calls',
  bounds: { ...twoRunners.bounds, slow: [], timeouts: ['A'] },
}

export const frozenRunner: Case = {
  ...base,
  ...coarse,
  goal: 3,
  name: 'a runner that freezes, dies, or loses answers, and its successor',
  actors: ({ runner }) => [runner('A'), runner('B')],
  bounds: { ...bounds, timeouts: ['A'], instants: [0, 2], call: 0 },
  long: { faults: 2, instants: [0, 2, 4] },
}

export const restart: Case = {
  ...base,
  ...long,
  goal: 3,
  name: 'a restart while a runner stores and writes',
  actors: ({ runner, act }) => [
    runner('A', 0, { overlaps: true }),
    act('user', ({ table }) => restartTask(table, name, 0)),
    runner('B'),
  ],
  bounds: { ...bounds, faults: 0, instants: [0, 7], call: 1 },
  long: { faults: 1, timeouts: ['user', 'A'], instants: [0, 1, 7] },
}

export const restartTwice: Case = {
  ...base,
  ...coarse,
  name: 'two restarts at once, before and during a run',
  actors: ({ runner, act }) => [
    runner('A'),
    act('user', ({ table }) => restartTask(table, name, 0)),
    act('other user', ({ table }) => restartTask(table, name, 0)),
  ],
  bounds: { ...bounds, timeouts: ['user'], instants: [0], call: 0 },
}

/** Pauses and resumes, each with the plan that passes it on. */
const resumes =
  ({ timing }: Cast, wishes: readonly Wanted[]) =>
  async (around: Surroundings) => {
    for (const wanted of wishes) {
      await setWanted(around.table, name, wanted)
      await runPlan(around, { connector: name, owner: `plan ${wanted}`, timing, plan: base.plan })
    }
  }

export const lateDispatch: Case = {
  ...base,
  ...coarse,
  name: 'a task is resumed while a dispatch finds it paused',
  prepare: async (table, first) => {
    await created(table, first)
    await setWanted(table, name, 'PAUSED')
    await first.plan()
  },
  actors: cast => [cast.runner('A'), cast.act('user', resumes(cast, ['RUNNING']))],
  bounds: { ...bounds, timeouts: ['A'], instants: [0], call: 0 },
}

export const pauseAndResume: Case = {
  ...base,
  ...long,
  name: 'pause and resume around a run, a second dispatch, and a death',
  actors: cast => [
    cast.runner('A'),
    cast.act('user', resumes(cast, ['PAUSED', 'RUNNING'])),
    cast.runner('B'),
  ],
  bounds: { ...bounds, timeouts: ['A'], instants: [0, 7], call: 1, states: 10_000 },
}

/** A run that ends while a call of its is under way. */
const breaksOff =
  (owner: string, { timing }: Cast) =>
  async ({ table, clock, write }: Surroundings) => {
    const key = taskKey(name, 0)
    const { lease } = await takeLease({ table, clock, timing }, key, {
      owner,
      read: taskOf,
      wanted: wantsRun,
    })
    if (lease !== undefined) write({ partition: 'p', offset: 1, task: key.sk, epoch: lease.epoch })
  }

const successor: Case = {
  ...base,
  ...long,
  name: '',
  actors: cast => [
    cast.act('A', breaksOff('A', cast)),
    cast.act('S', async around => {
      await around.ended('A')
      const { timing } = cast
      await runTask(around, { connector: name, task: 0, owner: 'S', timing, goal: 2, ended: 'A' })
    }),
    cast.runner('B'),
  ],
  bounds: { ...bounds, faults: 0, instants: [0, 2], call: 1 },
  long: { faults: 1, timeouts: ['S'], deaths: ['S'], instants: [0, 2, 4] },
}

export const chain: Case = {
  ...successor,
  name: 'a chain goes on after a death with a call in flight, and is restarted',
  actors: cast => [...successor.actors(cast), cast.act('user', ({ table }) => restartTask(table, name, 0))],
}

export const chainPlanned: Case = {
  ...successor,
  name: 'a chain goes on after a death with a call in flight, and is planned anew',
  plan: ({ generation }) => (generation === 1 ? [['p']] : [['p', 'q']]),
  prepare: async (table, first) => {
    await created(table, first)
    await configureConnector(table, name, ({ type, config }) => ({ type, config }))
  },
  actors: cast => [...successor.actors(cast), cast.planner('P')],
  bounds: { ...successor.bounds, instants: [0] },
}

export const triggers: Case = {
  ...base,
  ...coarse,
  name: 'two events that want a run, before, during and after one',
  actors: ({ runner, act }) => [
    runner('A'),
    act('event', ({ table }) => triggerTasks(table, name)),
    act('other event', ({ table }) => triggerTasks(table, name)),
  ],
  bounds: { ...bounds, timeouts: ['event'], instants: [0, 2], call: 0, states: 60_000 },
}
