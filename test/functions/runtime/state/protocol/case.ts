import type { Clock } from '../../../../../functions/runtime/ports/clock.ts'
import type { Table, Write } from '../../../../../functions/runtime/ports/table.ts'
import type { Timing } from '../../../../../functions/runtime/timing.ts'
import type { Actor } from '../explorer/actor.ts'
import { type Exploration, explore } from '../explorer/explore.ts'
import { type Surroundings, surroundingsOf } from '../explorer/request.ts'
import type { Bounds, Rules, Scenario } from '../explorer/scenario.ts'
import { openSnapshots } from '../explorer/snapshots.ts'
import { closing, undisturbed } from './closing.ts'
import { runEvent } from './event-run.ts'
import { nothingOutside, type Outside, watchExternal, watchWrites } from './outside.ts'
import { type PlanRun, runPlan } from './plan-run.ts'
import { type Rule, runTask, type TaskRun } from './task-run.ts'

/** A way to break the protocol. */
export interface Mutation {
  readonly name: string
  /** what becomes of each write on its way to the table */
  readonly change?: (write: Write) => Write
  readonly clockError?: number
  readonly timing?: Partial<Timing>
  readonly without?: Rule
  readonly table?: (table: Table, clock: Clock) => Table
}

export const unbroken: Mutation = { name: 'as it is' }

type ActorOptions = Omit<Actor, 'name' | 'run'>

/** What the actors of a case are made with. */
export interface Cast {
  readonly timing: Timing
  readonly without: Rule | undefined
  readonly act: (
    name: string,
    body: (around: Surroundings) => Promise<unknown>,
    options?: ActorOptions,
  ) => Actor
  readonly runner: (name: string, task?: number, options?: Partial<TaskRun> & ActorOptions) => Actor
  readonly planner: (name: string, options?: Partial<PlanRun>) => Actor
  /** a run that is fed by events of partition `p` */
  readonly event: (name: string) => Actor
}

/** What happens before a case begins. */
export interface First {
  readonly plan: () => Promise<void>
  /** task 0 stores the first record of each of its partitions */
  readonly run: () => Promise<void>
  /** the same of partition `p` by an event */
  readonly event: () => Promise<void>
}

export interface Case {
  readonly name: string
  readonly timing: Timing
  /** the table's time is rounded down to multiples of `grain`; its error is one less */
  readonly grain: number
  readonly goal: number
  readonly plan: PlanRun['plan']
  readonly events?: PlanRun['events']
  /** makes the table that the case begins with */
  readonly prepare: (table: Table, first: First) => Promise<unknown>
  readonly actors: (cast: Cast) => readonly Actor[]
  readonly bounds: Bounds
  /** bounds of the long form */
  readonly long?: Partial<Bounds>
}

export const name = 'c'

const castOf = ({ timing, grain, goal, plan, events }: Case, mutation: Mutation): Cast => {
  const broken = { ...timing, ...mutation.timing }
  const clockError = mutation.clockError ?? grain - 1
  const act: Cast['act'] = (actor, body, options = {}) => ({
    ...options,
    name: actor,
    run: async (issue, now) => {
      const around = surroundingsOf({ issue, now, clockError, change: mutation.change ?? (write => write) })
      await body({ ...around, table: mutation.table?.(around.table, around.clock) ?? around.table })
    },
  })
  return {
    timing: broken,
    without: mutation.without,
    act,
    runner: (owner, task = 0, { dormant, ...options } = {}) =>
      act(
        owner,
        around =>
          runTask(around, {
            connector: name,
            task,
            owner,
            timing: broken,
            goal,
            without: mutation.without,
            ...options,
          }),
        { ...(dormant !== undefined && { dormant }) },
      ),
    planner: (owner, options = {}) =>
      act(owner, around =>
        runPlan(around, {
          connector: name,
          owner,
          timing,
          plan,
          events,
          without: mutation.without,
          ...options,
        }),
      ),
    event: owner =>
      act(owner, around =>
        runEvent(around, { connector: name, partition: 'p', goal, without: mutation.without }),
      ),
  }
}

/** Explores a case, of the protocol as it is or broken in one place. */
export const check = async (one: Case, mutation = unbroken, long = false): Promise<Exploration> => {
  const { timing, grain, goal, plan, events, bounds } = one
  const snapshots = openSnapshots({ grain })
  let durable = {}
  const table = await snapshots.prepared(stored => {
    const around = undisturbed({ ...stored, clockError: 0 }, { now: () => 0, sleep: async () => {} })
    return one.prepare(stored, {
      plan: () => runPlan(around, { connector: name, owner: 'first plan', timing, plan, events }),
      run: () => {
        durable = { p: 1, q: 1 }
        return runTask(around, { connector: name, task: 0, owner: 'first run', timing, goal, until: 1 })
      },
      event: () => {
        durable = { p: 1 }
        return runEvent(around, { connector: name, partition: 'p', goal: 1 })
      },
    })
  })
  const { change, without } = mutation
  const close = closing(snapshots, {
    timing,
    clockError: grain - 1,
    goal,
    plan,
    events,
    ...(change !== undefined && { change }),
    ...(without !== undefined && { without }),
  })
  const rules: Rules<Outside> = {
    start: { ...nothingOutside, durable },
    wrote: watchWrites,
    reached: watchExternal,
    atRest: close,
  }
  const scenario: Scenario<Outside> = {
    actors: one.actors(castOf(one, mutation)),
    table,
    rules,
    bounds: long ? { ...bounds, ...one.long } : bounds,
  }
  return explore(scenario, snapshots)
}
