import type { Outcome, Scenario } from '../scenario.ts'

export interface Played {
  readonly scenario: Pick<Scenario, 'name' | 'rules'>
  /** absent: it was skipped */
  readonly outcome?: Outcome
  /** why it was skipped, or what it ended with instead of an outcome */
  readonly why?: string
  readonly failed?: boolean
}

/** What was broken of the rules; `slowness`: how many times slower than it should be the machine may be. */
export const broken = (
  { scenario: { rules }, outcome, why, failed }: Played,
  { slowness = 1 } = {},
): readonly string[] => {
  if (outcome === undefined) return failed ? [why ?? 'it failed'] : []
  const { lost, repeated, overwritten, recovery = 0 } = outcome
  return [
    ...(lost > 0 ? [`${lost} records are lost`] : []),
    ...(overwritten > 0 && rules.window === undefined
      ? [`${overwritten} are overwritten by older ones`]
      : []),
    ...(rules.once && repeated > 0 ? [`${repeated} are there more than once`] : []),
    ...(rules.recovery !== undefined && recovery > rules.recovery * slowness
      ? [
          `it took ${seconds(recovery)} s to be at work again, allowed are ${(rules.recovery * slowness) / 1000}`,
        ]
      : []),
  ]
}

const seconds = (ms: number) => (ms / 1000).toFixed(1)

const columns = [
  'scenario',
  'faults',
  'runs',
  'records',
  'lost',
  'repeated',
  'out of order',
  'overwritten by older',
  'worst recovery, s',
]

const rowOf = ({ scenario, outcome }: Played): readonly string[] => {
  if (outcome === undefined) return [scenario.name, ...columns.slice(1).map(() => '–')]
  const { faults, runs, records, lost, repeated, outOfOrder, overwritten, recovery } = outcome
  const counts = [faults, runs, records, lost, repeated, outOfOrder, overwritten].map(String)
  return [scenario.name, ...counts, recovery === undefined ? '–' : seconds(recovery)]
}

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`

/** The last table, in Markdown. */
export const tableOf = (played: readonly Played[]): string =>
  [
    line(columns),
    line(columns.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...played.map(each => line(rowOf(each))),
  ].join('\n')
