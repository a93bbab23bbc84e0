import type { Facts } from './facts.ts'
import { monthHours, prices } from './prices.ts'
import type { FunctionName, Usage } from './usage.ts'

/** What the simulation cannot know: not measured on AWS, and meant to be too high rather than too low. */
export const assumed = {
  /** ms of an invocation, besides what it waits for on purpose: calls to the table, to Kafka and to external systems */
  duration: { schedule: 250, plan: 200, sourceTask: 2_000, sinkTask: 2_000 },
  /** bytes that Lambda itself logs of an invocation */
  platformLog: 1_000,
  /** bytes that CloudWatch adds to a line */
  lineOverhead: 26,
} as const

export interface Month {
  /** how often each function is invoked */
  readonly invocations: Readonly<Record<FunctionName, number>>
  readonly executions: number
  readonly transitions: number
  readonly readUnits: number
  readonly writeUnits: number
  readonly logGb: number
  readonly metrics: number
  readonly gbSeconds: number
  readonly ticks: number
  readonly traces: number
}

const names: readonly FunctionName[] = ['schedule', 'plan', 'sourceTask', 'sinkTask']

/** What was used in some hours, as a month of it. */
export const monthOf = (usage: Usage, hours: number, { memory, transitions }: Facts): Month => {
  const times = monthHours / hours
  const { invocations, executions, children } = usage
  const count = (name: FunctionName) => invocations[name].count * times
  const all = names.reduce((sum, name) => sum + invocations[name].count, 0)
  const seconds = (name: FunctionName) =>
    (invocations[name].count * assumed.duration[name] + invocations[name].waited) / 1_000
  const bytes = usage.bytes + usage.lines * assumed.lineOverhead + all * assumed.platformLog
  return {
    invocations: {
      schedule: count('schedule'),
      plan: count('plan'),
      sourceTask: count('sourceTask'),
      sinkTask: count('sinkTask'),
    },
    executions: executions * times,
    transitions: (executions * transitions.parent + children * transitions.child) * times,
    readUnits: usage.table.read * times,
    writeUnits: usage.table.write * times,
    logGb: (bytes * times) / 1e9,
    metrics: usage.metrics.size,
    gbSeconds: names.reduce((sum, name) => sum + seconds(name) * memory[name], 0) * times,
    ticks: usage.ticks * times,
    // each first request of a second is traced: all of them, when there is so little to do
    traces: (invocations.schedule.count + invocations.plan.count + executions) * times,
  }
}

export type Bill = Readonly<Record<string, number>>

/** US dollars a month, by what they are paid for. */
export const billOf = (month: Month, { alarms, dashboards }: Facts): Bill => ({
  'Step Functions: transitions': month.transitions * prices.stateTransition,
  'DynamoDB: writes': month.writeUnits * prices.writeUnit,
  'DynamoDB: reads': month.readUnits * prices.readUnit,
  'Lambda: time': month.gbSeconds * prices.lambdaGbSecond,
  'Lambda: invocations': names.reduce((sum, name) => sum + month.invocations[name], 0) * prices.lambdaRequest,
  'EventBridge Scheduler': month.ticks * prices.scheduled,
  'X-Ray: traces': month.traces * prices.trace,
  'CloudWatch: logs': month.logGb * prices.logGb,
  'CloudWatch: metrics': month.metrics * prices.metric,
  'CloudWatch: alarms, dashboard': alarms * prices.alarm + dashboards * prices.dashboard,
})

export const totalOf = (bill: Bill): number => Object.values(bill).reduce((sum, usd) => sum + usd, 0)

/** What one costs more than another. */
export const differenceOf = (bill: Bill, base: Bill): Bill =>
  Object.fromEntries(Object.entries(bill).map(([name, usd]) => [name, usd - (base[name] ?? 0)]))
