import { isNullable } from './check-pattern.ts'
import { verticalSource } from './code-points.ts'
import type { Node, Repeat } from './syntax.ts'

export const groupName = (group: number): string => `g${group}`

const quantifier = ({ min, max, mode }: Repeat): string => {
  const counts = max === Number.POSITIVE_INFINITY ? `{${min},}` : `{${min},${max}}`
  return mode === 'lazy' ? `${counts}?` : counts
}

/** JavaScript skips a round that matches nothing, Java does not. */
const emptyRound = ({ mode }: Repeat, body: string): string =>
  mode === 'lazy' ? `(?:|${body})` : `(?:${body}|)`

const grouped = (source: string) => `(?:${source})`

/** Source of a JavaScript pattern with the flag `v`. */
export const emitPattern = (root: Node): string => {
  let atoms = 0
  // what a look-ahead matched is not given back
  const atomic = (source: string): string => {
    const name = `a${++atoms}`
    return `(?:(?=(?<${name}>${source}))\\k<${name}>)`
  }
  const repeat = (node: Repeat): string => {
    const body = emit(node.body)
    const source =
      node.max === 1 && isNullable(node.body) ? emptyRound(node, body) : grouped(body) + quantifier(node)
    return node.mode === 'possessive' ? atomic(source) : source
  }
  const emit = (node: Node): string => {
    switch (node.kind) {
      case 'set':
      case 'assertion':
        return node.source
      case 'line-ending':
        return `(?:\\r\\n|[${verticalSource}])`
      case 'sequence':
        return node.parts.map(emit).join('')
      case 'alternatives':
        return grouped(node.branches.map(emit).join('|'))
      case 'capture':
        return `(?<${groupName(node.group)}>${emit(node.body)})`
      case 'look':
        return `(${node.sign}${emit(node.body)})`
      case 'atomic':
        return atomic(emit(node.body))
      case 'repeat':
        return repeat(node)
      case 'reference':
        return `\\k<${groupName(node.group)}>`
    }
  }
  return emit(root)
}
