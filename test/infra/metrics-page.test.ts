import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { withTables } from '../helpers/generated-tables.ts'
import { alarmsTable, connectMetricsTable, metricsTable } from './metrics-page.ts'

const page = new URL('../../docs/metrics.md', import.meta.url).pathname

it('docs/metrics.md has the metrics and alarms as they are defined (vitest -u writes them)', async () => {
  const tables = {
    metrics: metricsTable(),
    alarms: alarmsTable(),
    'connect-metrics': connectMetricsTable(),
  }
  await expect(withTables(readFileSync(page, 'utf8'), tables)).toMatchFileSnapshot(page)
})
