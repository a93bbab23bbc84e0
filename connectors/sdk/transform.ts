import type { ConfigDef, ConfigOf } from './config.ts'
import type { ConnectRecord } from './record.ts'

interface Step {
  /**
   * It looks at no text and no bytes, no time and no offset of a record, and at most moves them: what it does with one
   * record it does with every other of the same topic, partition, headers and schemas that has the same data missing.
   * Bytes that a chain of such steps leaves where they are pass it as a batch.
   */
  readonly passesUnread?: boolean
}

/** One step of the chain between connector and converter. Opened once a slice; records come one at a time, in order. */
export interface Transform extends Step {
  /** The record as it goes on: the same, or a new one; `null` drops it. A throw blames the record. */
  apply<R extends ConnectRecord>(record: R): R | null
}

/** Decides whether a transformation applies to a record. */
export interface Predicate extends Step {
  test(record: ConnectRecord): boolean
}

interface StepPlugin<D extends ConfigDef, T> {
  /** class names that configurations may use; the first is shown */
  readonly classes: readonly string[]
  readonly version: string
  readonly config: D
  /** Throws `INVALID_CONFIG` for what takes more than one key to see. No network. */
  open(config: ConfigOf<D>): T
}

export interface TransformDefinition<D extends ConfigDef = ConfigDef> extends StepPlugin<D, Transform> {
  readonly type: 'transformation'
}
export interface PredicateDefinition<D extends ConfigDef = ConfigDef> extends StepPlugin<D, Predicate> {
  readonly type: 'predicate'
}

export const defineTransform = <const D extends ConfigDef>(
  transform: Omit<TransformDefinition<D>, 'type'>,
): TransformDefinition<D> => ({ type: 'transformation', ...transform })

export const definePredicate = <const D extends ConfigDef>(
  predicate: Omit<PredicateDefinition<D>, 'type'>,
): PredicateDefinition<D> => ({ type: 'predicate', ...predicate })
