import { Duration } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { runbook } from '../../infra/runbook.ts'
import { watchedStack } from './watched-stack.ts'

const template = Template.fromStack(watchedStack().stack)
const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(each => each.Properties)
const ours = (MetricName: string) => ({
  Namespace: 'KafkaConnect',
  MetricName,
  Dimensions: [{ Name: 'Deployment', Value: 'production' }],
})

describe('an alarm', () => {
  it('goes off for tasks that stay failed, and for connectors that cannot be planned', () => {
    for (const name of ['connector-failed-count', 'connector-failed-task-count'])
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        ...ours(name),
        Threshold: 0,
        EvaluationPeriods: 2,
      })
  })

  it.each(['connector-stalled-task-count', 'total-records-skipped'])('goes off for the first of %s', name => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...ours(name),
      Threshold: 0,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    })
  })

  it.each([
    [undefined, 900],
    [Duration.hours(1), 3_600],
  ])('goes off for a lag above the limit (%s)', (maxLag, Threshold) => {
    const { stack } = watchedStack(maxLag === undefined ? {} : { maxLag })
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...ours('sink-lag-seconds-max'),
      Statistic: 'Maximum',
      Threshold,
    })
  })

  it('goes off for errors of each function', () => {
    const errors = alarms.filter(({ MetricName }) => MetricName === 'Errors')
    expect(errors.map(({ Dimensions }) => Dimensions[0].Value.Ref)).toEqual([
      expect.stringMatching(/^Schedule/),
      expect.stringMatching(/^SinkTask/),
    ])
  })

  it('goes off when nothing is scheduled, which nobody could report', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Lambda',
      MetricName: 'Invocations',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
    })
  })

  it('goes off for throttles of the table and of its index', () => {
    const throttles = alarms.filter(({ MetricName }) => /ThrottleEvents/.test(MetricName))
    const watched = throttles.map(({ MetricName, Dimensions }) => [MetricName, Dimensions.length])
    expect(watched).toEqual([
      ['ReadThrottleEvents', 1],
      ['ReadThrottleEvents', 2],
      ['WriteThrottleEvents', 1],
      ['WriteThrottleEvents', 2],
    ])
  })

  it('goes off for executions that fail, also for those of groups, which fail no execution', () => {
    const failed = alarms.filter(({ Namespace }) => Namespace === 'AWS/States')
    expect(failed.map(({ MetricName, Dimensions }) => [MetricName, typeof Dimensions[0].Value.Ref])).toEqual([
      ['ExecutionsFailed', 'string'],
      ['ExecutionsFailed', 'undefined'],
      ['ExecutionsTimedOut', 'string'],
      ['ExecutionsTimedOut', 'undefined'],
    ])
    expect(JSON.stringify(failed[1]?.Dimensions)).toContain('/Groups')
  })

  it('says what to look at, and there is one for each that the dashboard explains', () => {
    const texts = Object.values(runbook) as readonly string[]
    expect(new Set(alarms.map(({ AlarmDescription }) => AlarmDescription))).toEqual(new Set(texts))
    // CloudWatch's limit
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(1_024)
  })

  it('tells the topic when it goes off and when it is over; without one, nobody', () => {
    const topic = [{ Ref: expect.stringMatching(/^Topic/) }]
    for (const { AlarmActions, OKActions } of alarms)
      expect([AlarmActions, OKActions]).toEqual([topic, topic])
    const untold = Template.fromStack(watchedStack({ told: false }).stack)
    const silent = Object.values(untold.findResources('AWS::CloudWatch::Alarm'))
    expect(silent).toHaveLength(alarms.length)
    for (const { Properties } of silent) expect(Properties).not.toHaveProperty('AlarmActions')
  })
})
