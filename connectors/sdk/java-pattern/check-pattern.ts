import { children, type Node, type Repeat, refuse, some } from './syntax.ts'

/** Groups by number. */
type Groups = ReadonlySet<number>

const none: Groups = new Set()

const hasCaptures = (node: Node) => some(node, ({ kind }) => kind === 'capture')

/** Whether it can match no character at all. */
export const isNullable = (node: Node): boolean => {
  if (node.kind === 'sequence') return node.parts.every(isNullable)
  if (node.kind === 'alternatives') return node.branches.some(isNullable)
  if (node.kind === 'repeat') return node.min === 0 || isNullable(node.body)
  if (node.kind === 'capture' || node.kind === 'atomic') return isNullable(node.body)
  return node.kind !== 'set' && node.kind !== 'line-ending'
}

const capturesOf = (node: Node): readonly number[] => [
  ...(node.kind === 'capture' ? [node.group] : []),
  ...children(node).flatMap(capturesOf),
]

/** In Java a group keeps what it matched in an earlier round, in JavaScript it does not: every round must set it. */
const checkRounds = (pattern: string, { body }: Repeat, after: Groups) => {
  if (!capturesOf(body).every(group => after.has(group)))
    refuse(pattern, 'A repeated group with a group inside that not every round matches is')
}

const checkPossessive = (pattern: string, { body, min }: Repeat) => {
  if (hasCaptures(body) && body.kind !== 'set') refuse(pattern, 'A capturing group repeated possessively is')
  if (min > 1 && body.kind !== 'set') refuse(pattern, 'A group repeated possessively more than once is')
}

const checkRepeat = (pattern: string, repeat: Repeat, after: Groups) => {
  const { body, max, mode } = repeat
  if (max > 1 && isNullable(body)) refuse(pattern, 'A repeated group that can match nothing is')
  if (max === 0 && body.kind !== 'set') refuse(pattern, 'A group repeated no times is')
  if (max > 1) checkRounds(pattern, repeat, after)
  if (mode === 'possessive') checkPossessive(pattern, repeat)
}

const inLookBehind = new Set<Node['kind']>(['set', 'assertion', 'sequence', 'alternatives', 'repeat'])

/** Java looks behind from the left and JavaScript from the right: only what is in there decides, so no choice may matter. */
const checkLookBehind = (pattern: string, body: Node) => {
  if (some(body, node => !inLookBehind.has(node.kind)))
    refuse(pattern, 'Anything but characters, classes, anchors, choices and repetitions in a look-behind is')
  const unbounded = ({ max, mode }: Repeat) => max === Number.POSITIVE_INFINITY || mode === 'possessive'
  if (some(body, node => node.kind === 'repeat' && unbounded(node)))
    refuse(pattern, 'A look-behind without a maximum length is')
  if (some(body, node => node.kind === 'repeat' && node.body.kind !== 'set' && node.max > 1))
    refuse(pattern, 'A repeated group in a look-behind is')
}

const intersection = (a: Groups, b: Groups): Groups => new Set([...a].filter(group => b.has(group)))

const union = (a: Groups, b: Groups): Groups => new Set([...a, ...b])

/** Refuses what the two engines do differently; answers with the groups that have surely matched, given those before. */
const check = (pattern: string, node: Node, before: Groups): Groups => {
  switch (node.kind) {
    case 'sequence':
      return node.parts.reduce((groups, part) => check(pattern, part, groups), before)
    case 'alternatives':
      return node.branches.map(branch => check(pattern, branch, before)).reduce((a, b) => intersection(a, b))
    case 'capture':
      return union(check(pattern, node.body, before), new Set([node.group]))
    case 'repeat': {
      const after = check(pattern, node.body, before)
      checkRepeat(pattern, node, after)
      return node.min > 0 ? after : before
    }
    case 'look':
    case 'atomic':
      if (hasCaptures(node.body)) refuse(pattern, 'A capturing group in a look-around or an atomic group is')
      if (node.kind === 'look' && node.sign.startsWith('?<')) checkLookBehind(pattern, node.body)
      check(pattern, node.body, before)
      return before
    case 'reference':
      if (!before.has(node.group))
        refuse(pattern, `The reference \\${node.group} to a group that need not have matched before is`)
      return before
    default:
      return before
  }
}

export const checkPattern = (pattern: string, node: Node): void => {
  check(pattern, node, none)
}

/** What Java versions do differently beyond ASCII, or Java beyond the basic plane. */
export const limitsOf = (node: Node): { readonly onlyAscii: boolean; readonly onlyBasic: boolean } => ({
  onlyAscii: some(node, each => each.kind === 'assertion' && each.boundary === true),
  onlyBasic: some(node, each => each.kind === 'look' && each.sign.startsWith('?<')),
})
