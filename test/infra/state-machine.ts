import type { Template } from 'aws-cdk-lib/assertions'
import { asText } from './statements.ts'

/** A state as far as its bounds depend on it. */
export interface State {
  readonly Type: 'Choice' | 'Map' | 'Pass' | 'Succeed' | 'Task' | 'Wait'
  readonly End?: boolean
  readonly Output?: unknown
  readonly TimeoutSeconds?: number
  readonly Retry?: readonly { readonly MaxAttempts?: number; readonly MaxDelaySeconds?: number }[]
  readonly MaxConcurrency?: number
  readonly ResultPath?: string | null
  readonly ItemProcessor?: Definition
}

export interface Definition {
  readonly StartAt: string
  readonly States: Readonly<Record<string, State>>
}

/** The definition of the only state machine, as text with references in `<>`. */
export const definitionText = (template: Template): string => {
  const [machine, ...others] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'))
  if (machine === undefined || others.length > 0)
    throw new Error(`got ${others.length + (machine ? 1 : 0)} state machines, expected one`)
  return asText(machine.Properties.DefinitionString)
}

/** The states of an execution, and those of a child for one group. */
export const statesOf = (template: Template) => {
  const parent: Definition = JSON.parse(definitionText(template))
  const [map] = Object.values(parent.States).filter(({ Type }) => Type === 'Map')
  if (map?.ItemProcessor === undefined) throw new Error('the state machine has no map')
  return { parent: parent.States, map, child: map.ItemProcessor.States }
}
