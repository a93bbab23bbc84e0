import { expect, inject, test } from 'vitest'
import { bench } from '../../bench/bench.ts'
import { conversionsOf } from '../../bench/conversions.ts'
import { thisProject } from '../../bench/systems.ts'

test('the benchmark measures this project, and compares what came out with what went in', async () => {
  const lines: string[] = []
  const [round, ...more] = await bench({
    bootstrap: inject('bootstrap'),
    systems: [thisProject()],
    rounds: 1,
    records: 20_000,
    conversions: system => conversionsOf(system, '').filter(({ id }) => id === 'json-struct'),
    log: line => lines.push(line),
  })
  expect(more).toEqual([])
  expect(lines).toHaveLength(1)
  for (const flow of [round?.source, round?.sink]) {
    expect(flow?.rate).toBeGreaterThan(1_000)
    expect(flow?.wall).toBeGreaterThan(0)
    expect(flow?.cpuPerRecord).toBeGreaterThan(0)
    expect(flow?.cpuPerRecord).toBeLessThan(1_000)
  }
  expect(round?.firstRecord).toBeGreaterThan(0)
  expect(round?.start).toBeGreaterThan(50)
  expect(round?.memory).toBeGreaterThan(30e6)
  expect(round?.memory).toBeLessThan(2e9)
})
