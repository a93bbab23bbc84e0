import type { TableUnits } from './table-units.ts'

export type FunctionName = 'schedule' | 'plan' | 'sourceTask' | 'sinkTask'

/** What a deployment uses in a time. */
export interface Usage {
  readonly ticks: number
  /** of each function: invocations, and the time that they take in the simulation: what they wait for on purpose, ms */
  readonly invocations: Readonly<Record<FunctionName, { count: number; waited: number }>>
  readonly executions: number
  readonly children: number
  readonly table: Readonly<TableUnits>
  /** lines that functions print, and their bytes */
  readonly lines: number
  readonly bytes: number
  /** metrics with a value in it, by namespace, name and dimensions */
  readonly metrics: ReadonlySet<string>
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export const emptyUsage = (): Mutable<Usage> & { table: TableUnits; metrics: Set<string> } => ({
  ticks: 0,
  invocations: {
    schedule: { count: 0, waited: 0 },
    plan: { count: 0, waited: 0 },
    sourceTask: { count: 0, waited: 0 },
    sinkTask: { count: 0, waited: 0 },
  },
  executions: 0,
  children: 0,
  table: { read: 0, write: 0 },
  lines: 0,
  bytes: 0,
  metrics: new Set(),
})
