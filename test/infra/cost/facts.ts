import type { Template } from 'aws-cdk-lib/assertions'
import { functionsOf } from '../functions-of.ts'
import { transitionsOf } from './state-machine.ts'
import type { FunctionName } from './usage.ts'

/** What a template says that has a price. */
export interface Facts {
  /** GB of each function */
  readonly memory: Readonly<Record<FunctionName, number>>
  /** of an execution, and of each of its children, that leave nothing over */
  readonly transitions: { readonly parent: number; readonly child: number }
  readonly alarms: number
  readonly dashboards: number
}

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
    alarms: count('AWS::CloudWatch::Alarm'),
    dashboards: count('AWS::CloudWatch::Dashboard'),
  }
}
