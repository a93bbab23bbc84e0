import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch'
import { describe, expect, it } from 'vitest'
import { connectorMetric } from '../../infra/connect-metrics.ts'
import { runbook } from '../../infra/runbook.ts'
import { widgetsOf } from './dashboard-body.ts'
import { watchedStack } from './watched-stack.ts'

const { stack, alarms } = watchedStack()
const widgets = widgetsOf(Template.fromStack(stack))
const titled = (title: string) => {
  const found = widgets.find(({ properties }) => properties.title === title)
  if (found === undefined) throw new Error(`there is no widget ${title}`)
  return found
}

describe('the dashboard', () => {
  it('begins with every alarm, and the state of all that is there', () => {
    const [first, second] = widgets
    expect(first?.type).toBe('alarm')
    expect(first?.properties.alarms).toHaveLength(alarms.all.length)
    expect(second?.properties.title).toMatch(/^State/)
  })

  it('says for every alarm what to do', () => {
    const texts = widgets.flatMap(({ properties }) => properties.markdown ?? []).join('\n')
    for (const [name, text] of Object.entries(runbook)) expect(texts).toContain(`**${name}**: ${text}`)
  })

  it('names nothing that an alarm sends somebody to look for in vain', () => {
    const titles = widgets.map(({ properties }) => properties.title)
    const named = Object.values(runbook).flatMap(text =>
      [...text.matchAll(/"([^"]+)"/g)].map(([, name]) => name),
    )
    expect(named.length).toBeGreaterThan(2)
    for (const name of named) expect(titles.some(title => title?.startsWith(name ?? ''))).toBe(true)
  })

  it('shows connectors by search, so that new ones appear by themselves', () => {
    expect(titled('Sinks: lag in seconds').properties.metrics).toEqual([
      [
        {
          label: expect.stringContaining("PROP('Dim.Connector')"),
          expression: `SEARCH('{"KafkaConnect",Deployment,Connector} MetricName="sink-lag-seconds-max" Deployment="production"', 'Maximum', 300)`,
        },
      ],
    ])
  })

  it('queries the logs of the functions', () => {
    expect(titled('Connectors').properties.query).toMatch(/^SOURCE 'ScheduleLogs\w+' \| filter /)
    expect(titled('Errors').properties.query).toMatch(
      /^SOURCE 'ScheduleLogs\w+' \| SOURCE 'SinkTaskLogs\w+' \| /,
    )
  })

  it('estimates the cost by the memory that functions have', () => {
    const expressions = JSON.stringify(titled('Estimated cost: USD an hour').properties.metrics)
    const perMs = (gigabytes: number) => ((gigabytes * 0.0000133334) / 1_000).toExponential(6)
    expect(expressions).toContain(`scheduleTime * ${perMs(0.5)} + scheduleCalls * 2e-7`)
    expect(expressions).toContain(`sinkTaskTime * ${perMs(1)} + sinkTaskCalls * 2e-7`)
  })

  it('has its widgets side by side and nowhere over each other', () => {
    for (const each of widgets) expect(each.x + each.width).toBeLessThanOrEqual(24)
    const overlaps = widgets.flatMap((a, i) =>
      widgets
        .slice(i + 1)
        .filter(
          b => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
        ),
    )
    expect(overlaps).toEqual([])
    // CloudWatch's limit
    expect(widgets.length).toBeLessThanOrEqual(500)
  })
})

describe('a metric of a connector', () => {
  it('may be used by others, for an alarm of their own', () => {
    const own = new Stack(new App(), 'Own')
    new Alarm(own, 'Slow', {
      metric: connectorMetric('KafkaConnect', 'sink-lag-seconds-max', {
        deployment: 'production',
        connector: 'orders',
      }),
      threshold: 60,
      evaluationPeriods: 1,
    })
    Template.fromStack(own).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'KafkaConnect',
      MetricName: 'sink-lag-seconds-max',
      Statistic: 'Maximum',
      Dimensions: [
        { Name: 'Connector', Value: 'orders' },
        { Name: 'Deployment', Value: 'production' },
      ],
    })
  })
})
