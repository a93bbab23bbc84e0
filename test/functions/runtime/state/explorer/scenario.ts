import type { Write } from '../../../../../functions/runtime/ports/table.ts'
import type { Actor, Answer, Pending, Standing } from './actor.ts'
import type { ExternalWrite } from './request.ts'
import type { Snapshot } from './snapshots.ts'

/** An invariant that does not hold; the message says which. */
export class Violation extends Error {}

export interface Change {
  readonly before: Snapshot
  readonly after: Snapshot
  readonly writes: readonly Write[]
  readonly time: number
}

/** What is watched besides the table: `Outside` is plain data, the external world and what the invariants remember. */
export interface Rules<Outside> {
  readonly start: Outside
  /** after each write that was applied; both throw a `Violation` */
  readonly wrote: (outside: Outside, change: Change) => Outside
  readonly reached: (outside: Outside, write: ExternalWrite) => Outside
  /** in every state, as all may die in any: throws a `Violation` unless new runs come to a good end */
  readonly atRest: (table: Snapshot, time: number) => Promise<void>
}

export interface Bounds {
  /**
   * How many faults may happen, and to whom: a death that others learn of (any other is an actor that never goes on),
   * a call that fails for its caller but lands later or never, an answer that comes late.
   */
  readonly faults: number
  readonly deaths?: readonly string[]
  readonly timeouts?: readonly string[]
  readonly slow?: readonly string[]
  /** the moments at which anything happens */
  readonly instants: readonly number[]
  /** an external write lands within this */
  readonly call: number
  /** stop after so many states */
  readonly states: number
}

export interface Scenario<Outside> {
  readonly actors: readonly Actor[]
  readonly table: Snapshot
  readonly rules: Rules<Outside>
  readonly bounds: Bounds
}

/** A request whose caller no longer waits. */
export type Flying = Pending & { readonly actor: string }

export interface State<Outside> {
  readonly time: number
  readonly faults: number
  readonly table: Snapshot
  readonly outside: { readonly id: number; readonly value: Outside }
  /** by the actors' order */
  readonly standing: readonly Standing[]
  /** dormant actors that were dispatched */
  readonly dispatched: readonly string[]
  readonly flying: readonly Flying[]
  /** answers under way, by the request's uid */
  readonly answers: ReadonlyMap<number, Answer>
}
