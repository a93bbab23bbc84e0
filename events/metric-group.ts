import type { MaximumName, SumName } from './metrics.ts'

/**
 * Where the value of an attribute comes from. In all that is of a window (30 to 60 s, as Kafka Connect has it) nothing is
 * NaN, a rate or share of nothing 0.
 */
type Origin =
  /** counted since the process began */
  | { readonly from: 'total'; readonly of: SumName }
  /** the same per second, in the window */
  | { readonly from: 'rate'; readonly of: SumName }
  /** what is counted in the window, divided by another that is */
  | { readonly from: 'mean'; readonly of: readonly SumName[]; readonly by: SumName }
  /** part of what is counted in the window, 0 to 1 */
  | { readonly from: 'share'; readonly of: SumName; readonly among: readonly SumName[] }
  /** the largest in the window */
  | { readonly from: 'largest'; readonly of: MaximumName }
  /** the mean of what was read off in the window */
  | { readonly from: 'average'; readonly of: MaximumName }
  /** what was read off last, 0 when that was before the window */
  | { readonly from: 'latest'; readonly of: MaximumName }
  /** the largest since the process began */
  | { readonly from: 'highest'; readonly of: MaximumName }
  /** read off the state when somebody asks; `text`: a label, with the value 1 */
  | { readonly from: 'state'; readonly text?: boolean }
  /** what has no meaning here has one value, so that who reads it finds some */
  | { readonly from: 'constant'; readonly value: number; readonly why: string }
  /** there is none */
  | { readonly from: 'nothing'; readonly why: string }

export type Attribute = Origin & { readonly help: string }

/** Attributes of one MBean type, in Kafka Connect's words, of every task, of every connector, or of the worker. */
export interface MetricGroup {
  readonly group: string
  readonly per: 'task' | 'connector' | 'worker'
  /** only of tasks of such connectors */
  readonly type?: 'source' | 'sink'
  readonly attributes: Readonly<Record<string, Attribute>>
}

export const total = (of: SumName, help: string) => ({ from: 'total', of, help }) as const
export const rate = (of: SumName, help: string) => ({ from: 'rate', of, help }) as const
export const mean = (of: readonly SumName[], by: SumName, help: string) =>
  ({ from: 'mean', of, by, help }) as const
export const largest = (of: MaximumName, help: string) => ({ from: 'largest', of, help }) as const
export const average = (of: MaximumName, help: string) => ({ from: 'average', of, help }) as const
export const latest = (of: MaximumName, help: string) => ({ from: 'latest', of, help }) as const
export const state = (help: string) => ({ from: 'state', help }) as const
export const text = (help: string) => ({ from: 'state', text: true, help }) as const
export const constant = (value: number, why: string, help: string) =>
  ({ from: 'constant', value, why, help }) as const
export const nothing = (why: string, help = '') => ({ from: 'nothing', why, help }) as const
