import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { alarmsTable, metricsTable } from './metrics-page.ts'

const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8')

it('docs/metrics.md has the metrics as they are defined', () => {
  expect(page).toContain(metricsTable())
})

it('docs/metrics.md has the alarms as they are', () => {
  expect(page).toContain(alarmsTable())
})
