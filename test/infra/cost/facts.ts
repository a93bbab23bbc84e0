import type { Template } from 'aws-cdk-lib/assertions'
import { functionsOf } from '../functions-of.ts'
import { transitionsOf } from './transitions.ts'
import type { FunctionName } from './usage.ts'

/** What a template says that has a price. */
export interface Facts {
  /** GB of each function */
  readonly memory: Readonly<Record<FunctionName, number>>
  /** of an execution, and of each of its children, that leave nothing over */
  readonly transitions: { readonly parent: number; readonly child: number }
  /** metrics that alarms watch */
  readonly alarms: number
  readonly dashboards: number
}

const watchedBy = ({ Properties }: { Properties?: { Metrics?: readonly object[] } }): number =>
  Properties?.Metrics?.filter(metric => 'MetricStat' in metric).length ?? 1

export const factsOf = (template: Template): Facts => {
  const functions = functionsOf(template)
  const memoryOf = (name: string) => {
    const found = functions[name]
    if (found === undefined) throw new Error(`there is no function ${name}`)
    return found.MemorySize / 1_024
  }
  const count = (type: string) => Object.keys(template.findResources(type)).length
  return {
    memory: {
      schedule: memoryOf('Schedule'),
      plan: memoryOf('Plan'),
      sourceTask: memoryOf('SourceTask'),
      sinkTask: memoryOf('SinkTask'),
    },
    transitions: transitionsOf(template),
    alarms: Object.values(template.findResources('AWS::CloudWatch::Alarm'))
      .map(watchedBy)
      .reduce((sum, metrics) => sum + metrics, 0),
    dashboards: count('AWS::CloudWatch::Dashboard'),
  }
}
