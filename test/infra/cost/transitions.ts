import type { Template } from 'aws-cdk-lib/assertions'
import { type Definition, definitionText, type State, statesOf } from '../state-machine.ts'

type Linked = State & { readonly Next?: string; readonly Default?: string }

/** States that are entered when no rule of a choice holds, in order. */
const entered = ({ StartAt, States }: Definition): readonly string[] => {
  const names: string[] = []
  for (let name: string | undefined = StartAt; name !== undefined; ) {
    names.push(name)
    const state: Linked | undefined = States[name]
    name = state?.Next ?? state?.Default
  }
  return names
}

/** What an execution costs whose groups leave nothing over: states entered, and one for the start, of it and of each child. */
export const transitionsOf = (template: Template) => {
  const { map } = statesOf(template)
  if (map.ItemProcessor === undefined) throw new Error('the map has no children')
  return {
    parent: entered(JSON.parse(definitionText(template))).length + 1,
    child: entered(map.ItemProcessor).length + 1,
  }
}
