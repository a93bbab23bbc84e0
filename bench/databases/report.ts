import type { Flow } from '../measures.ts'
import { line, printRatio, printSummary, summarize } from '../report.ts'
import type { RouteRound } from './bench.ts'
import { plainLoopName } from './contenders.ts'
import type { Route } from './route.ts'

interface Measure {
  readonly title: string
  readonly of: (flow: Flow) => number
  readonly digits: number
  readonly better: 'more' | 'less'
  /** how many times the plain loop's */
  readonly wanted?: number
}

const measures: readonly Measure[] = [
  { title: 'rows/s', of: flow => flow.rate, digits: 0, better: 'more', wanted: 0.7 },
  { title: 'CPU µs a row', of: flow => flow.cpuPerRecord, digits: 2, better: 'less' },
]

interface Table {
  readonly routes: readonly Pick<Route, 'id' | 'title'>[]
  /** the first is compared with each of the others */
  readonly contenders: readonly string[]
}

interface Column {
  readonly contender: string
  readonly flows: readonly Flow[]
}

const row = (measure: Measure, columns: readonly Column[]): readonly string[] => {
  const summaries = columns.map(({ flows }) => summarize(flows.map(measure.of)))
  const [ours = Number.NaN] = summaries.map(each => each.median)
  const cells = summaries.map(each => (Number.isNaN(each.median) ? '' : printSummary(each, measure.digits)))
  const compared = summaries.slice(1).map(({ median }, index) => {
    const wanted = columns[index + 1]?.contender === plainLoopName ? measure.wanted : undefined
    const ratio = measure.better === 'more' ? ours / median : median / ours
    return printRatio(ratio, wanted).join(' ').trim()
  })
  return [...cells, ...compared]
}

/** A markdown table: medians with their range, a column a contender, and how many times better the first is than each other. */
export const printRoutes = (rounds: readonly RouteRound[], { routes, contenders }: Table): string => {
  const columnsOf = ({ id }: Table['routes'][number]) =>
    contenders.map(contender => {
      const own = rounds.filter(round => round.contender === contender)
      return { contender, flows: own.flatMap(({ flows }) => flows[id] ?? []) }
    })
  const compared = contenders.slice(1).map(other => `beside ${other}`)
  const head = ['', ...contenders, ...compared]
  const rows = routes.flatMap(route =>
    measures.map(measure => [`${route.title}, ${measure.title}`, ...row(measure, columnsOf(route))]),
  )
  return [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows].map(line).join('\n')
}
