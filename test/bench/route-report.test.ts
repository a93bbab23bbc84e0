import { expect, test } from 'vitest'
import type { RouteRound } from '../../bench/databases/bench.ts'
import { plainLoopName } from '../../bench/databases/contenders.ts'
import { printRoutes } from '../../bench/databases/report.ts'

const round = (contender: string, factor: number): RouteRound => ({
  contender,
  flows: {
    write: { rate: 10_000 * factor, wall: 1_000 / factor, cpuPerRecord: 20 / factor },
    ...(contender === 'peer' ? {} : { read: { rate: 5_000, wall: 1_000, cpuPerRecord: 5 } }),
  },
  others: 0,
})

const rounds = [
  ...[2, 3, 4].map(factor => round('ours', factor)),
  ...[4, 4, 4].map(factor => round(plainLoopName, factor)),
  ...[1, 1, 1].map(factor => round('peer', factor)),
]

const routes = [
  { id: 'read', title: 'out' },
  { id: 'write', title: 'in' },
]

const table = (...contenders: string[]) =>
  printRoutes(rounds, { routes, contenders })
    .split('\n')
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    )

test('the first contender stands beside each of the others', () => {
  const [head, , ...rows] = table('ours', plainLoopName, 'peer')
  expect(head).toEqual(['', 'ours', plainLoopName, 'peer', `beside ${plainLoopName}`, 'beside peer'])
  expect(rows.slice(2)).toEqual([
    [
      'in, rows/s',
      '30,000 (20,000–40,000)',
      '40,000 (40,000–40,000)',
      '10,000 (10,000–10,000)',
      '0.750× ≥ 0.7 ✓',
      '3.00×',
    ],
    ['in, CPU µs a row', '6.67 (5.00–10.00)', '5.00 (5.00–5.00)', '20.00 (20.00–20.00)', '0.750×', '3.00×'],
  ])
})

test('what a contender does not have is left out', () => {
  const [, , read] = table('ours', plainLoopName, 'peer')
  expect(read?.slice(3)).toEqual(['', '1.00× ≥ 0.7 ✓', ''])
})

test('the plain loop alone is held against the aim', () => {
  expect(table('ours', 'peer')[4]?.at(-1)).toBe('3.00×')
})
