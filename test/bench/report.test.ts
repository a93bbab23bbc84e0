import { describe, expect, test } from 'vitest'
import { conversionsOf } from '../../bench/conversions.ts'
import { describeOthers, printTable, summarize } from '../../bench/report.ts'
import type { Round } from '../../bench/round.ts'
import { thisProject } from '../../bench/systems.ts'

const round = (system: string, factor: number): Round => ({
  system,
  start: 1_000 / factor,
  firstRecord: 100 / factor,
  source: { rate: 100_000 * factor, wall: 10_000 / factor, cpuPerRecord: 10 / factor },
  sink: { rate: 200_000 * factor, wall: 5_000 / factor, cpuPerRecord: 8 / factor },
  conversions: {
    json: {
      source: { rate: 80_000 * factor, wall: 12_000 / factor, cpuPerRecord: 14 / factor },
      sink: { rate: 90_000 * factor, wall: 11_000 / factor, cpuPerRecord: 11 / factor },
      unread: { rate: 250_000 * factor, wall: 4_000 / factor, cpuPerRecord: 5 / factor },
    },
  },
  warmSource: { rate: 100_000 * factor, wall: 10_000 / factor, cpuPerRecord: 9 / factor },
  memory: 400e6 / factor,
  others: factor / 100,
})

const rowOf = (table: string, title: string) => {
  const line = table.split('\n').find(each => each.startsWith(`| ${title} |`)) ?? ''
  return line
    .split('|')
    .slice(2, -1)
    .map(cell => cell.trim())
}

describe('the summary', () => {
  test.each([
    [[3, 1, 2], { median: 2, min: 1, max: 3 }],
    [[4, 1, 2, 3], { median: 2.5, min: 1, max: 4 }],
    [[7], { median: 7, min: 7, max: 7 }],
  ])('of %j', (values, summary) => {
    expect(summarize(values)).toEqual(summary)
  })
})

describe('the table', () => {
  const rounds = [round('a', 2), round('b', 1), round('a', 4), round('b', 1), round('a', 3), round('b', 1)]
  const json = conversionsOf(thisProject(), '').filter(({ id }) => id === 'json')
  const table = printTable(rounds, { systems: ['a', 'b'], conversions: json })

  test('says how many times better the first system is, whether more or less is better', () => {
    expect(rowOf(table, 'source, records/s')).toEqual([
      '300,000 (200,000–400,000)',
      '100,000 (100,000–100,000)',
      '3.00×',
      '≥ 5 ✗',
    ])
    expect(rowOf(table, 'request to first record, ms')).toEqual([
      '33 (25–50)',
      '100 (100–100)',
      '3.00×',
      '≥ 2 ✓',
    ])
    expect(rowOf(table, 'sink, records a CPU second').slice(2)).toEqual(['3.00×', '≥ 3 ✓'])
  })

  test('takes off what a run without the conversion takes', () => {
    // in: 14 − 9, out: 11 − 5
    expect(rowOf(table, 'JSON with schemas, both ways net, CPU µs a record')).toEqual([
      '3.67 (2.75–5.50)',
      '11.00 (11.00–11.00)',
      '3.00×',
      '≥ 2 ✓',
    ])
  })

  test('of one system compares nothing', () => {
    expect(rowOf(printTable(rounds, { systems: ['a'], conversions: [] }), 'start to REST, s')).toEqual([
      '0.33 (0.25–0.50)',
    ])
  })
})

test('a busy machine is told', () => {
  expect(describeOthers([round('a', 1), round('a', 3)])).toBe(
    'other processes took 2 % of the machine (at most 3 %)',
  )
  expect(describeOthers([round('a', 20)])).toContain('too busy')
})
