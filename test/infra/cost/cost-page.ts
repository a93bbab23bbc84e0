import { table } from '../../helpers/generated-tables.ts'
import { assumed, type Bill, billOf, differenceOf, type Month, monthOf, totalOf } from './bill.ts'
import { simulate } from './deployment.ts'
import type { Facts } from './facts.ts'
import {
  alwaysAtWork,
  breakEven,
  movingCost,
  mskConnectCost,
  ownWorkerCost,
  tasksFor,
  throughputOf,
  vcpuThroughput,
} from './loads.ts'
import { monthHours, prices } from './prices.ts'

const usd = (value: number) => value.toFixed(2)
const whole = (value: number) => Math.round(value).toLocaleString('en-US')

/** An hour of each deployment that the page tells of, once every task is at its idle back-off. */
export const simulateAll = async (facts: Facts) => {
  const month = async (load: Parameters<typeof simulate>[0]) => monthOf(await simulate(load, 1), 1, facts)
  const none = await month({ sources: 0, sinks: 0 })
  const sinks = await month({ sources: 0, sinks: 60 })
  const sources = await month({ sources: 40, sinks: 0 })
  const all = await month({ sources: 40, sinks: 60 })
  const busy = await month({ sources: 0, sinks: 1, records: 100 })
  return { none, sinks, sources, all, busy }
}

type Months = Awaited<ReturnType<typeof simulateAll>>

/** What each part costs a month. */
export const billsOf = (months: Months, facts: Facts) => {
  const none = billOf(months.none, facts)
  const beyond = (month: Month) => differenceOf(billOf(month, facts), none)
  return {
    none,
    sinks: beyond(months.sinks),
    sources: beyond(months.sources),
    all: billOf(months.all, facts),
    busy: beyond(months.busy),
  }
}

type Bills = ReturnType<typeof billsOf>

const idleTable = ({ none, sinks, sources, all }: Bills) => {
  const columns = [none, sinks, sources, all]
  const row = (name: string, of: (bill: Bill) => number) => [name, ...columns.map(bill => usd(of(bill)))]
  return table(
    ['USD a month', 'no connector', '60 sinks', '40 sources', 'all of it'],
    [...Object.keys(none).map(name => row(name, bill => bill[name] ?? 0)), row('**together**', totalOf)],
  )
}

const countTable = ({ none, sinks, sources, all }: Months) => {
  const columns = [none, sinks, sources, all]
  const row = (name: string, of: (month: Month) => number, format = whole) => [
    name,
    ...columns.map(month => format(of(month))),
  ]
  return table(
    ['a month', 'no connector', 'with 60 sinks', 'with 40 sources', 'with all'],
    [
      row('invocations of `schedule`', m => m.invocations.schedule),
      row('invocations of `plan`', m => m.invocations.plan),
      row('invocations of `source-task`', m => m.invocations.sourceTask),
      row('invocations of `sink-task`', m => m.invocations.sinkTask),
      row('executions', m => m.executions),
      row('state transitions', m => m.transitions),
      row('read units', m => m.readUnits),
      row('write units', m => m.writeUnits),
      row('GB-seconds', m => m.gbSeconds),
      row('GB of logs', m => m.logGb, usd),
      row('custom metrics', m => m.metrics),
    ],
  )
}

const loadTable = (bills: Bills, { memory }: Facts) => {
  const gb = memory.sinkTask
  const base = totalOf(bills.none)
  const daily = 1_000 / 86_400
  const waiting = totalOf(bills.sinks) / 60
  const everyMinute = base + totalOf(bills.busy)
  const tasks = tasksFor(50, gb)
  const rows: readonly (readonly [string, number, number, number])[] = [
    ['100 idle connectors', totalOf(bills.all), mskConnectCost(100, 0), ownWorkerCost(0)],
    [
      'a sink, 1 GB a day in one go',
      base + waiting + movingCost(daily, gb),
      mskConnectCost(1, daily),
      ownWorkerCost(daily),
    ],
    [
      'a sink, 1 GB a day, some every minute',
      everyMinute + movingCost(daily, gb),
      mskConnectCost(1, daily),
      ownWorkerCost(daily),
    ],
    [
      'a sink, 1 MB/s, looked at every minute',
      everyMinute + movingCost(1, gb),
      mskConnectCost(1, 1),
      ownWorkerCost(1),
    ],
    [
      'a sink, 1 MB/s, `run.mode=continuous`',
      base + alwaysAtWork(gb),
      mskConnectCost(1, 1),
      ownWorkerCost(1),
    ],
    [
      `a sink, 50 MB/s, ${tasks} tasks, \`run.mode=continuous\``,
      base + tasks * alwaysAtWork(gb),
      mskConnectCost(1, 50),
      ownWorkerCost(50),
    ],
  ]
  return table(
    ['USD a month', 'this project', 'MSK Connect', 'a worker of one’s own'],
    rows.map(([name, ...values]) => [name, ...values.map(usd)]),
  )
}

const networkTable = () =>
  table(
    ['USD', 'a month, for each zone', 'a GB'],
    [
      ['NAT gateway', usd(prices.natGatewayHour * monthHours), prices.natGatewayGb.toFixed(3)],
      ['interface endpoint, each', usd(prices.endpointHour * monthHours), prices.endpointGb.toFixed(3)],
      ['gateway endpoint (DynamoDB, S3)', usd(0), '0.000'],
    ],
  )

const priceTable = () =>
  table(
    ['', 'USD'],
    [
      ['Lambda (Arm), GB-second', String(prices.lambdaGbSecond)],
      ['Lambda, a million invocations', usd(prices.lambdaRequest * 1e6)],
      ['Step Functions, a million transitions', usd(prices.stateTransition * 1e6)],
      ['DynamoDB, a million write units', (prices.writeUnit * 1e6).toFixed(3)],
      ['DynamoDB, a million read units', (prices.readUnit * 1e6).toFixed(3)],
      ['EventBridge Scheduler, a million invocations', usd(prices.scheduled * 1e6)],
      ['X-Ray, a million traces', usd(prices.trace * 1e6)],
      ['CloudWatch, GB of logs', usd(prices.logGb)],
      [
        'CloudWatch, metric; metric of an alarm; dashboard',
        [prices.metric, prices.alarm, prices.dashboard].map(usd).join('; '),
      ],
      ['MSK Connect, unit-hour', usd(prices.mskConnectUnitHour)],
      ['EC2 t4g.medium; c7g.xlarge, hour', `${prices.t4gMediumHour}; ${prices.c7gXlargeHour}`],
    ],
  )

const assumptionTable = ({ memory, transitions, alarms, dashboards }: Facts) =>
  table(
    ['', ''],
    [
      ...(['schedule', 'plan', 'sourceTask', 'sinkTask'] as const).map(name => [
        `\`${name}\`: memory; an invocation takes, besides what it waits for`,
        `${memory[name] * 1_024} MiB; ${assumed.duration[name]} ms`,
      ]),
      [
        'throughput of a vCPU; of `sinkTask`, MB/s',
        `${vcpuThroughput}; ${throughputOf(memory.sinkTask).toFixed(1)}`,
      ],
      ['transitions of an execution; of each group in it', `${transitions.parent}; ${transitions.child}`],
      ['metrics that alarms watch; dashboards', `${alarms}; ${dashboards}`],
      ['time at work above which a vCPU of c7g.xlarge costs less', `${Math.round(breakEven() * 100)} %`],
      ['what Lambda logs of an invocation', `${whole(assumed.platformLog)} bytes`],
    ],
  )

/** The tables of the page, by their names in it. */
export const costTables = (months: Months, facts: Facts): Readonly<Record<string, string>> => {
  const bills = billsOf(months, facts)
  return {
    idle: idleTable(bills),
    counts: countTable(months),
    loads: loadTable(bills, facts),
    network: networkTable(),
    assumptions: assumptionTable(facts),
    prices: priceTable(),
  }
}
