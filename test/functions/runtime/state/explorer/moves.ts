import { type Answer, after, ended, type Pending, type Standing } from './actor.ts'
import type { Change, Flying, Scenario, State } from './scenario.ts'
import { isVain, type Snapshots } from './snapshots.ts'

/** One thing that may happen next. `next` throws a `Violation` when it breaks an invariant. */
export interface Move<O> {
  readonly label: string
  readonly next: () => State<O> | Promise<State<O>>
}

const done: Answer = { text: 'done' }
const gaveUp: Answer = { text: 'gave up', failed: true }

const interned = <O>() => {
  const known = new Map<string, { id: number; value: O }>()
  return (value: O) => {
    const text = JSON.stringify(value)
    const found = known.get(text) ?? { id: known.size, value }
    known.set(text, found)
    return found
  }
}

const replaced = <T>(list: readonly T[], index: number, item: T): T[] => list.with(index, item)

/** All that may happen in a state. */
export const openMoves = <O>({ actors, bounds, rules, table }: Scenario<O>, snapshots: Snapshots) => {
  const outside = interned<O>()
  const start: State<O> = {
    time: bounds.instants[0] ?? 0,
    faults: 0,
    table,
    outside: outside(rules.start),
    standing: [],
    dispatched: [],
    flying: [],
    answers: new Map(),
  }

  const watched = new Map<string, ReturnType<typeof outside>>()
  const watch = (before: ReturnType<typeof outside>, uid: number, change: Change) => {
    const key = `${before.id} ${uid} ${change.before.id} ${change.time}`
    const known = watched.get(key)
    if (known !== undefined) return known
    const seen = outside(rules.wrote(before.value, change))
    watched.set(key, seen)
    return seen
  }

  /** What a request does to the world, and its answer. */
  const land = (state: State<O>, pending: Pending) => {
    const { request } = pending
    if (request.to === 'outside') {
      const value = rules.reached(state.outside.value, request.write)
      return { state: { ...state, outside: outside(value) }, answer: done, outcome: '' }
    }
    if (request.to === 'actor' && request.what === 'start') {
      const dispatched = [...new Set([...state.dispatched, request.name])].sort()
      return { state: { ...state, dispatched }, answer: done, outcome: '' }
    }
    const landing = snapshots.land(state.table, pending, state.time)
    if (landing === undefined || request.to !== 'table') return { state, answer: done, outcome: '' }
    const { after: next, answer, outcome } = landing
    const change = { before: state.table, after: next, writes: request.writes, time: state.time }
    const applied = outcome === '' && request.writes.length > 0
    const seen = applied ? watch(state.outside, pending.uid, change) : state.outside
    const flying = next === state.table ? state.flying : state.flying.filter(one => !isVain(one, next))
    return { state: { ...state, table: next, outside: seen, flying }, answer, outcome }
  }

  const goOn = (
    state: State<O>,
    n: number,
    event: Partial<Answer> & { op?: number },
  ): State<O> | Promise<State<O>> => {
    const set = (standing: Standing) => {
      const left = standing.status === 'over' && standing.failure === undefined ? standing.pending : []
      const now = left.length > 0 ? ended : standing
      const flying = left.length > 0 ? flyOn(state, actors[n]?.name ?? '', left) : state.flying
      return reach({ ...state, flying, standing: replaced(state.standing, n, now) }, n)
    }
    const next = after(state.standing[n] ?? ended, { ...event, time: state.time })
    return next instanceof Promise ? next.then(set) : set(next)
  }

  /** External writes that take no time are done at once. */
  const reach = (state: State<O>, n: number): State<O> | Promise<State<O>> => {
    const sent = state.standing[n]?.pending.find(({ request }) => request.to === 'outside')
    if (bounds.call > 0 || sent === undefined) return state
    const { state: next, answer } = land(state, sent)
    return goOn(next, n, { ...answer, op: sent.op })
  }

  /** An actor starts with its first read, when it has one. */
  const begin = async (state: State<O>, n: number) => {
    const started = await goOn(state, n, {})
    const [first] = started.standing[n]?.pending ?? []
    if (first?.request.to !== 'table' || first.request.writes.length > 0) return started
    const { state: next, answer } = land(started, first)
    return goOn(next, n, { ...answer, op: first.op })
  }

  const possible = (state: State<O>, { request }: Pending): boolean => {
    if (request.to === 'timer') return state.time >= request.until
    if (request.to !== 'actor' || request.what === 'start') return true
    return state.standing[actors.findIndex(({ name }) => name === request.name)]?.status === 'over'
  }

  const without = (state: State<O>, uid: number) =>
    new Map([...state.answers].filter(([other]) => other !== uid))

  /** The ways in which a request that somebody waits for may go on. */
  const answerings = (state: State<O>, n: number, pending: Pending): Move<O>[] => {
    const { name = '' } = actors[n] ?? {}
    const label = `${name} ${pending.request.label}`
    const under = state.answers.get(pending.uid)
    if (under !== undefined) {
      const next = () =>
        goOn({ ...state, answers: without(state, pending.uid) }, n, { ...under, op: pending.op })
      return [{ label: `${label}: the answer arrives`, next }]
    }
    if (!possible(state, pending)) return []
    const landed = () => {
      const { state: next, answer } = land(state, pending)
      return goOn(next, n, { ...answer, op: pending.op })
    }
    const outcome = snapshots.land(state.table, pending, state.time)?.outcome ?? ''
    return [{ label: label + outcome, next: landed }, ...failures(state, n, pending)]
  }

  const failures = (state: State<O>, n: number, pending: Pending): Move<O>[] => {
    const { name = '' } = actors[n] ?? {}
    const { request } = pending
    if (state.faults >= bounds.faults || request.to === 'outside' || request.to === 'timer') return []
    const moves: Move<O>[] = []
    const faulty = { ...state, faults: state.faults + 1 }
    if (bounds.timeouts?.includes(name) && (request.to === 'table' || request.what === 'start'))
      moves.push({
        label: `${name} ${request.label}: ! gives up`,
        next: () =>
          goOn({ ...faulty, flying: flyOn(state, name, [pending]) }, n, { ...gaveUp, op: pending.op }),
      })
    if (bounds.slow?.includes(name) && request.to === 'table')
      moves.push({
        label: `${name} ${request.label}: ! is applied, the answer is under way`,
        next: () => {
          const { state: next, answer } = land(faulty, pending)
          return { ...next, answers: new Map([...state.answers, [pending.uid, answer]]) }
        },
      })
    return moves
  }

  /** Requests that may still change something, though nobody waits. */
  const flyOn = (state: State<O>, actor: string, pending: readonly Pending[]): readonly Flying[] => {
    const flying = pending.filter(
      ({ uid, request }) =>
        !state.answers.has(uid) &&
        request.to !== 'timer' &&
        (request.to !== 'actor' || request.what === 'start'),
    )
    const useful = flying.filter(one => !isVain(one, state.table))
    return [...state.flying, ...useful.map(one => ({ ...one, actor }))].sort((a, b) => a.uid - b.uid)
  }

  const acts = (state: State<O>, n: number): Move<O>[] => {
    const actor = actors[n]
    const standing = state.standing[n]
    if (actor === undefined || standing === undefined || standing.status === 'over') return []
    if (standing.status === 'waiting') {
      if (actor.dormant && !state.dispatched.includes(actor.name)) return []
      return [{ label: `${actor.name} starts`, next: () => begin(state, n) }]
    }
    const moves = standing.pending.flatMap(pending => answerings(state, n, pending))
    if (bounds.deaths?.includes(actor.name) && state.faults < bounds.faults)
      moves.push({
        label: `${actor.name} ! dies`,
        next: () => {
          const gone = new Set(standing.pending.map(({ uid }) => uid))
          return {
            ...state,
            faults: state.faults + 1,
            standing: replaced(state.standing, n, ended),
            flying: flyOn(state, actor.name, standing.pending),
            answers: new Map([...state.answers].filter(([uid]) => !gone.has(uid))),
          }
        },
      })
    return moves
  }

  const lands = (state: State<O>, flying: Flying): Move<O> => ({
    label: `${flying.actor} ${flying.request.label}: lands late${snapshots.land(state.table, flying, state.time)?.outcome ?? ''}`,
    next: () => land({ ...state, flying: state.flying.filter(other => other !== flying) }, flying).state,
  })

  const waits = (state: State<O>): Move<O>[] => {
    const time = bounds.instants.find(instant => instant > state.time)
    const sent = [...state.flying, ...state.standing.flatMap(({ pending }) => pending)]
    const late = ({ request, sentAt }: Pending) =>
      request.to === 'outside' && time !== undefined && sentAt + bounds.call < time
    if (time === undefined || sent.some(late)) return []
    return [{ label: `it is ${time}`, next: () => ({ ...state, time }) }]
  }

  return {
    start: (standing: readonly Standing[]): State<O> => ({ ...start, standing }),
    from: (state: State<O>): Move<O>[] => [
      ...actors.flatMap((_, n) => acts(state, n)),
      ...state.flying.map(flying => lands(state, flying)),
      ...waits(state),
    ],
  }
}
