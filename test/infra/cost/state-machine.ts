import type { Template } from 'aws-cdk-lib/assertions'

interface State {
  readonly Type: string
  readonly Next?: string
  readonly Default?: string
  readonly ItemProcessor?: Definition
}

interface Definition {
  readonly StartAt: string
  readonly States: Readonly<Record<string, State>>
}

type Joined = string | { readonly 'Fn::Join': readonly [string, readonly unknown[]] }

const definitionOf = (template: Template): Definition => {
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'))
  const text: Joined = machine?.Properties.DefinitionString
  const parts = typeof text === 'string' ? [text] : text['Fn::Join'][1]
  return JSON.parse(parts.map(part => (typeof part === 'string' ? part : 'reference')).join(''))
}

/** States that are entered when no rule of a choice holds, in order. */
const entered = ({ StartAt, States }: Definition): readonly string[] => {
  const names: string[] = []
  for (let name: string | undefined = StartAt; name !== undefined; ) {
    names.push(name)
    const state: State | undefined = States[name]
    name = state?.Next ?? state?.Default
  }
  return names
}

/** What an execution costs whose groups leave nothing over: states entered, and one for the start, of it and of each child. */
export const transitionsOf = (template: Template) => {
  const parent = definitionOf(template)
  const child = Object.values(parent.States).find(state => state.ItemProcessor)?.ItemProcessor
  if (child === undefined) throw new Error('the state machine has no map')
  return { parent: entered(parent).length + 1, child: entered(child).length + 1 }
}
