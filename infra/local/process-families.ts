import type { Family } from '../../functions/adapters/metrics/prometheus-text.ts'

/** What every client of Prometheus tells of its process. */
export const processFamilies = (): readonly Family[] => {
  const { user, system } = process.cpuUsage()
  const family = (name: string, type: Family['type'], help: string, value: number): Family => ({
    name: `process_${name}`,
    type,
    help,
    series: [{ labels: {}, value }],
  })
  return [
    family('cpu_seconds_total', 'counter', 'Processor time of the process.', (user + system) / 1e6),
    family('resident_memory_bytes', 'gauge', 'Memory of the process.', process.memoryUsage.rss()),
    family(
      'start_time_seconds',
      'gauge',
      'When the process started, since the epoch.',
      performance.timeOrigin / 1_000,
    ),
  ]
}
