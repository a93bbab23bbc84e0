import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MetricValues, metricNames, metrics } from '../../../../events/metrics.ts'
import { emfMetrics } from '../../../../functions/adapters/metrics/emf.ts'
import type { Subject } from '../../../../functions/runtime/ports/log.ts'
import { emfMetricsOf, emfViolations } from '../../../helpers/emf-document.ts'

const lineOf = (values: MetricValues, subject: Subject): string => {
  const lines: string[] = []
  const options = { namespace: 'KafkaConnect', deployment: 'test', function: 'connect-sink-task' }
  const adapter = emfMetrics({ ...options, write: line => lines.push(line), now: () => 1_790_000_000_000 })
  adapter.put(values, subject)
  expect(lines).toHaveLength(1)
  return lines[0] ?? ''
}

const subject = { connector: 'archive', task: 3, epoch: 7, invocation: 'execution:1#2' }

describe('a line in the embedded metric format', () => {
  it('has metrics of the connector and of the deployment, and what it is about', () => {
    const line = lineOf({ 'sink-lag-seconds-max': 12, 'slice-time-ms': 831.5 }, subject)
    const lag = { Name: 'sink-lag-seconds-max', Unit: 'Seconds' }
    const time = { Name: 'slice-time-ms', Unit: 'Milliseconds' }
    expect(JSON.parse(line)).toEqual({
      _aws: {
        Timestamp: 1_790_000_000_000,
        CloudWatchMetrics: [
          { Namespace: 'KafkaConnect', Dimensions: [['Deployment', 'Connector']], Metrics: [lag, time] },
          { Namespace: 'KafkaConnect', Dimensions: [['Deployment']], Metrics: [lag] },
        ],
      },
      Connector: 'archive',
      Deployment: 'test',
      ...subject,
      function: 'connect-sink-task',
      'sink-lag-seconds-max': 12,
      'slice-time-ms': 831.5,
    })
  })

  it('has a zero of a state as a field, which costs nothing, and no metric', () => {
    const values = { 'connector-failed-task-count': 0, 'connector-running-task-count': 2 }
    const line = lineOf(values, { connector: 'archive' })
    expect(JSON.parse(line)).toMatchObject({ Connector: 'archive', ...values })
    expect(JSON.parse(line)).not.toHaveProperty('_aws')
    const failed = lineOf({ ...values, 'connector-failed-task-count': 1 }, { connector: 'archive' })
    expect(emfMetricsOf(failed)).toEqual([
      { name: 'connector-failed-task-count', dimensions: 'Deployment,Connector' },
    ])
  })

  it('of the deployment has every zero: an alarm must see that all is well', () => {
    const line = lineOf({ 'connector-failed-task-count': 0, 'connector-count': 0 }, {})
    expect(emfViolations(line)).toEqual([])
    expect(emfMetricsOf(line).map(({ dimensions }) => dimensions)).toEqual(['Deployment', 'Deployment'])
  })

  it('is valid for every metric and every name of a connector', () => {
    const names = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 })
    const value = fc.oneof(fc.nat(), fc.double({ noNaN: true, min: 0, max: 1e15 }))
    fc.assert(
      fc.property(names, value, (connector, number) => {
        const values = Object.fromEntries(metricNames.map(name => [name, number]))
        expect(emfViolations(lineOf(values, { ...subject, connector }))).toEqual([])
      }),
    )
  })

  it('keeps names apart that CloudWatch could not take', () => {
    const dimension = (connector: string) =>
      JSON.parse(lineOf({ 'slice-time-ms': 1 }, { connector })).Connector
    expect(dimension('orders, 2026')).toBe('orders, 2026')
    expect(dimension('Aufträge')).toBe('Auftr%C3%A4ge')
    expect(dimension(':x')).toBe('%3Ax')
  })
})

describe('the definition of the metrics', () => {
  it.each(metricNames)('%s says what it is', name => {
    expect(metrics[name].help).toMatch(/^[A-Z].{20,}\.$/)
  })

  it('has no more than fit into one line', () => {
    expect(metricNames.length).toBeLessThanOrEqual(100)
  })
})
