import type { Conversion } from './conversions.ts'
import type { ConversionFlows } from './measures.ts'
import type { Round } from './round.ts'

interface Measure {
  readonly title: string
  readonly of: (round: Round) => number
  readonly digits: number
  /** how ratios are read: which of the two is better */
  readonly better: 'more' | 'less'
  /** how many times better than the peer */
  readonly wanted?: number
}

const perSecond = (cpuPerRecord: number) => 1e6 / cpuPerRecord

const measures: readonly Measure[] = [
  { title: 'source, records/s', of: r => r.source.rate, digits: 0, better: 'more', wanted: 5 },
  { title: 'source, request to last record, s', of: r => r.source.wall / 1000, digits: 2, better: 'less' },
  { title: 'source, CPU µs a record', of: r => r.source.cpuPerRecord, digits: 2, better: 'less' },
  { title: 'sink, records/s', of: r => r.sink.rate, digits: 0, better: 'more' },
  {
    title: 'sink, request to last record, s',
    of: r => r.sink.wall / 1000,
    digits: 2,
    better: 'less',
    wanted: 2,
  },
  { title: 'sink, CPU µs a record', of: r => r.sink.cpuPerRecord, digits: 2, better: 'less' },
  {
    title: 'sink, records a CPU second',
    of: r => perSecond(r.sink.cpuPerRecord),
    digits: 0,
    better: 'more',
    wanted: 3,
  },
  { title: 'peak memory, MB', of: r => r.memory / 1e6, digits: 0, better: 'less', wanted: 4 },
  { title: 'start to REST, s', of: r => r.start / 1000, digits: 2, better: 'less' },
  { title: 'request to first record, ms', of: r => r.firstRecord, digits: 0, better: 'less', wanted: 2 },
]

/** CPU µs a record that the conversion takes, both ways: what is left without what a plain text source and an unread sink take. */
export const netCpu = ({ warmSource, conversions }: Round, id: string): number => {
  const flows = conversions[id]
  if (flows === undefined) return Number.NaN
  const into = flows.source.cpuPerRecord - warmSource.cpuPerRecord
  return into + flows.sink.cpuPerRecord - flows.unread.cpuPerRecord
}

const flowsOf = (id: string, of: (flows: ConversionFlows) => number) => (round: Round) => {
  const flows = round.conversions[id]
  return flows === undefined ? Number.NaN : of(flows)
}

const wholeCpu = ({ conversions }: Round, id: string): number =>
  (conversions[id]?.source.cpuPerRecord ?? Number.NaN) + (conversions[id]?.sink.cpuPerRecord ?? Number.NaN)

const conversionMeasures = ({ id, title }: Conversion): readonly Measure[] => [
  ...conversionWays.flatMap(([way, flow]): Measure[] => [
    { title: `${title}, ${way}, records/s`, of: flowsOf(id, f => f[flow].rate), digits: 0, better: 'more' },
    {
      title: `${title}, ${way}, CPU µs a record`,
      of: flowsOf(id, f => f[flow].cpuPerRecord),
      digits: 2,
      better: 'less',
    },
  ]),
  {
    title: `${title}, both ways, CPU µs a record`,
    of: round => wholeCpu(round, id),
    digits: 2,
    better: 'less',
  },
  {
    title: `${title}, both ways net, CPU µs a record`,
    of: round => netCpu(round, id),
    digits: 2,
    better: 'less',
    wanted: 2,
  },
]

const conversionWays = [
  ['in', 'source'],
  ['out', 'sink'],
] as const

export interface Summary {
  readonly median: number
  readonly min: number
  readonly max: number
}

export const summarize = (values: readonly number[]): Summary => {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (index: number) => sorted[index] ?? Number.NaN
  const middle = (sorted.length - 1) / 2
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  }
}

const printNumber = (value: number, digits: number) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })

export const printSummary = ({ median, min, max }: Summary, digits: number) =>
  `${printNumber(median, digits)} (${printNumber(min, digits)}–${printNumber(max, digits)})`

export const printRatio = (ratio: number, wanted: number | undefined) => {
  if (!Number.isFinite(ratio)) return ['', '']
  const verdict = wanted === undefined ? '' : `≥ ${wanted} ${ratio >= wanted ? '✓' : '✗'}`
  return [`${ratio.toPrecision(3)}×`, verdict]
}

const row = (measure: Measure, columns: readonly (readonly Round[])[]) => {
  const summaries = columns.map(rounds => summarize(rounds.map(measure.of)))
  const [ours = Number.NaN, peer = Number.NaN] = summaries.map(each => each.median)
  const ratio = measure.better === 'more' ? ours / peer : peer / ours
  const cells = summaries.map(each => printSummary(each, measure.digits))
  return [measure.title, ...cells, ...printRatio(ratio, measure.wanted)]
}

/** Tells how far the figures can be trusted, in a line. */
export const describeOthers = (rounds: readonly Pick<Round, 'others'>[]): string => {
  const { median, max } = summarize(rounds.map(round => round.others * 100))
  const doubt = max > 10 ? ': too busy, figures in seconds mean little, those of CPU time somewhat more' : ''
  return `other processes took ${printNumber(median, 0)} % of the machine (at most ${printNumber(max, 0)} %)${doubt}`
}

export const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`

interface Table {
  readonly systems: readonly string[]
  readonly conversions: readonly Conversion[]
}

/** A markdown table: medians with their range, one column a system, and how many times better the first is than the second. */
export const printTable = (rounds: readonly Round[], { systems, conversions }: Table): string => {
  const columns = systems.map(system => rounds.filter(round => round.system === system))
  const compared = systems.length === 2 ? ['times better', 'wanted'] : []
  const head = ['', ...systems, ...compared]
  const all = [...measures, ...conversions.flatMap(conversionMeasures)]
  const rows = all.map(measure => row(measure, columns).slice(0, head.length))
  return [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map(line).join('\n')
}
