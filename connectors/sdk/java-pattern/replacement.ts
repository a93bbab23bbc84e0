import { ConnectError } from '../errors.ts'

/** Makes a text of a match: the text of each group, `undefined` for one that took no part. */
type Expand = (groupText: (group: number) => string | undefined) => string

interface Groups {
  readonly groups: number
  readonly names: ReadonlyMap<string, number>
}

const illegal = (problem: string): never => {
  throw new ConnectError('DATA', problem)
}

const numbered = (
  digits: string,
  { groups }: Groups,
): { readonly group: number; readonly length: number } => {
  let length = 1
  while (length < digits.length && Number(digits.slice(0, length + 1)) <= groups) length++
  const group = Number(digits.slice(0, length))
  return group > groups ? illegal(`No group ${group}`) : { group, length }
}

const named = (text: string, { names }: Groups): { readonly group: number; readonly length: number } => {
  const name = /^[a-zA-Z0-9]*/.exec(text)?.[0] ?? ''
  if (name === '') return illegal('named capturing group has 0 length name')
  if (text[name.length] !== '}') return illegal("named capturing group is missing trailing '}'")
  if (/^[0-9]/.test(name)) return illegal(`capturing group name {${name}} starts with digit character`)
  const group = names.get(name)
  return group === undefined ? illegal(`No group with name {${name}}`) : { group, length: name.length + 2 }
}

const reference = (text: string, groups: Groups) => {
  if (text === '') return illegal('Illegal group reference: group index is missing')
  if (text.startsWith('{')) return named(text.slice(1), groups)
  const digits = /^[0-9]+/.exec(text)?.[0]
  return digits === undefined ? illegal('Illegal group reference') : numbered(digits, groups)
}

/**
 * A replacement with `$1`, `${name}` and `\` as Java reads it. Throws `DATA`: Java finds what is wrong with it when it
 * is used.
 */
export const parseReplacement = (replacement: string, groups: Groups): Expand => {
  const parts: (string | number)[] = []
  for (let at = 0; at < replacement.length; ) {
    const char = replacement[at++] ?? ''
    if (char === '$') {
      const { group, length } = reference(replacement.slice(at), groups)
      parts.push(group)
      at += length
    } else if (char === '\\') {
      parts.push(replacement[at++] ?? illegal('character to be escaped is missing'))
    } else parts.push(char)
  }
  return groupText => parts.map(part => (typeof part === 'string' ? part : (groupText(part) ?? ''))).join('')
}
