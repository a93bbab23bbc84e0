/** What a regular expression is made of. Every set is one code point, as source of a JavaScript class with the flag `v`. */
export type Node =
  | { readonly kind: 'set'; readonly source: string }
  | { readonly kind: 'assertion'; readonly source: string; readonly boundary?: true }
  | { readonly kind: 'line-ending' }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'alternatives'; readonly branches: readonly Node[] }
  | { readonly kind: 'capture'; readonly group: number; readonly body: Node }
  | { readonly kind: 'look'; readonly sign: LookSign; readonly body: Node }
  | { readonly kind: 'atomic'; readonly body: Node }
  | Repeat
  | { readonly kind: 'reference'; readonly group: number }

export type LookSign = '?=' | '?!' | '?<=' | '?<!'

export interface Repeat {
  readonly kind: 'repeat'
  readonly body: Node
  readonly min: number
  /** `Infinity`: any number */
  readonly max: number
  readonly mode: 'greedy' | 'lazy' | 'possessive'
}

export const children = (node: Node): readonly Node[] => {
  if ('parts' in node) return node.parts
  if ('branches' in node) return node.branches
  return 'body' in node ? [node.body] : []
}

/** Whether a node, or any inside it, is such. */
export const some = (node: Node, test: (node: Node) => boolean): boolean =>
  test(node) || children(node).some(child => some(child, test))

export interface Flags {
  readonly ignoreCase: boolean
  readonly multiline: boolean
  readonly dotAll: boolean
  readonly unixLines: boolean
}

/** A pattern as it is being read: its code points, the place of the next one, and what was found so far. */
export interface Reader {
  readonly pattern: string
  readonly chars: readonly string[]
  at: number
  flags: Flags
  groups: number
  readonly names: Map<string, number>
}

/** What Java's `PatternSyntaxException` says: the problem, its place, and a mark below it. */
const javaMessage = (pattern: string, problem: string, index: number): string => {
  const mark =
    index >= 0 && index < pattern.length ? `\n${pattern.slice(0, index).replace(/[^\t]/g, ' ')}^` : ''
  return `${problem}${index >= 0 ? ` near index ${index}` : ''}\n${pattern}${mark}`
}

/** Why a pattern cannot be used: it is none, or it has what is not translated. */
class PatternError extends Error {}

/** `index`: of the code point at fault; absent: the one that was read last. */
export const fail = (reader: Reader, problem: string, index = reader.at - 1): never => {
  throw new PatternError(javaMessage(reader.pattern, problem, index))
}

export const refuse = (pattern: string, what: string): never => {
  throw new PatternError(`${what} not supported: ${pattern}`)
}

export const peek = ({ chars, at }: Reader): string | undefined => chars[at]

export const read = (reader: Reader): string | undefined => reader.chars[reader.at++]

/** Whether `text` comes next; it is passed over then. */
export const skip = (reader: Reader, text: string): boolean => {
  if (![...text].every((char, i) => reader.chars[reader.at + i] === char)) return false
  reader.at += text.length
  return true
}
