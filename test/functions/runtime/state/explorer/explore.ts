import { notStarted } from './actor.ts'
import { type Move, openMoves } from './moves.ts'
import { type Scenario, type State, Violation } from './scenario.ts'
import type { Snapshots } from './snapshots.ts'

export interface Exploration {
  /** distinct states seen */
  readonly states: number
  /** whether these are all that there are within the bounds */
  readonly complete: boolean
  /** with a shortest way to it */
  readonly violation?: { readonly message: string; readonly trace: readonly string[] }
}

const keyOf = <O>({ time, faults, table, outside, standing, dispatched, flying, answers }: State<O>) => {
  const actors = standing.map(({ id }) => id).join()
  const calls = `${flying.map(({ uid }) => uid).join()}|${[...answers.keys()].join()}`
  return `${time}|${faults}|${table.id}|${outside.id}|${actors}|${dispatched.join()}|${calls}`
}

/** Anything but a violation is a mistake in the check. */
const messageOf = (error: unknown) => {
  if (error instanceof Violation) return error.message
  throw error
}

/** Visits every state that can be reached within the bounds, nearest first, until an invariant fails. */
export const explore = async <O>(scenario: Scenario<O>, snapshots: Snapshots): Promise<Exploration> => {
  const moves = openMoves(scenario, snapshots)
  const seen = new Set<string>()
  const rested = new Set<string>()
  const from: number[] = []
  const labels: string[] = []
  let states: State<O>[] = []
  let first = 0

  const visit = (state: State<O>, parent: number, label: string) => {
    const key = keyOf(state)
    if (seen.has(key)) return
    seen.add(key)
    states.push(state)
    from.push(parent)
    labels.push(label)
  }
  const trace = (index: number, last: readonly string[]): string[] => {
    const lines = [...last]
    for (let n = index; n > 0; n = from[n] ?? 0) lines.unshift(labels[n] ?? '')
    return lines
  }
  const violated = (error: unknown, index: number, last: readonly string[]): Exploration => ({
    states: seen.size,
    complete: false,
    violation: { message: messageOf(error), trace: trace(index, last) },
  })
  const rest = async ({ standing, table, time }: State<O>) => {
    for (const { failure } of standing) if (failure !== undefined) throw failure
    const key = `${table.id} ${time}`
    if (rested.has(key)) return
    rested.add(key)
    await scenario.rules.atRest(table, time)
  }
  const step = async (move: Move<O>, index: number): Promise<Exploration | undefined> => {
    try {
      const next = move.next()
      visit(next instanceof Promise ? await next : next, index, move.label)
    } catch (error) {
      return violated(error, index, [move.label])
    }
    return undefined
  }

  visit(moves.start(scenario.actors.map(notStarted)), 0, '')
  for (let index = 0; index - first < states.length; index++) {
    const state = states[index - first]
    if (state === undefined) break
    try {
      await rest(state)
    } catch (error) {
      return violated(error, index, ['! everybody dies'])
    }
    for (const move of moves.from(state)) {
      const found = await step(move, index)
      if (found !== undefined) return found
    }
    if (seen.size >= scenario.bounds.states) return { states: seen.size, complete: false }
    // what has been visited is not needed again
    if (index - first > 10_000) {
      states = states.slice(index - first + 1)
      first = index + 1
    }
  }
  return { states: seen.size, complete: true }
}
