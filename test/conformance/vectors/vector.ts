import { parseJson } from '../../../connectors/sdk/json.ts'
import { Float64, type Value } from '../../../connectors/sdk/value.ts'

/** JSON as `parseJson` reads it: integers exact, `1.0` apart from `1`. */
export type Node = Value
export type ObjectNode = { readonly [name: string]: Node }

type Match = 'message-prefix' | 'error-type' | 'any-error'

interface AnyVector {
  readonly id: string
  readonly class: string
  readonly config: Readonly<Record<string, string>>
  readonly expect: Node
  /** absent: type and message of an error are the ones expected */
  readonly match?: Match
}
/** What a transformation makes of a record, or a predicate says of it. */
export interface StepVector extends AnyVector {
  readonly kind: 'step'
  readonly record: ObjectNode
}
/** What a converter writes (`from`) or reads (`to`). */
export interface ConverterVector extends AnyVector {
  readonly kind: 'converter'
  readonly isKey: boolean
  readonly dir: 'from' | 'to'
  readonly input: Node
}
/** An input of one class of the peer's and what the peer makes of it. */
export type Vector = StepVector | ConverterVector

export const isObjectNode = (node: Node | undefined): node is ObjectNode =>
  typeof node === 'object' && node !== null && !Array.isArray(node) && !(node instanceof Float64)

const fail = (problem: string): never => {
  throw new Error(`not a vector: ${problem}`)
}

const objectOf = (node: Node | undefined, name: string): ObjectNode =>
  isObjectNode(node) ? node : fail(`${name} must be an object`)

const textOf = (node: Node | undefined, name: string): string =>
  typeof node === 'string' ? node : fail(`${name} must be a string`)

const oneOf = <T extends string>(node: Node | undefined, name: string, allowed: readonly T[]): T =>
  allowed.find(each => each === node) ?? fail(`${name} must be one of ${allowed.join(', ')}`)

/** A null is a key that is not set. */
const configOf = (node: Node | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(objectOf(node ?? {}, 'config'))
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, String(value)]),
  )

const matchOf = (node: Node | undefined): { readonly match?: Match } =>
  node === undefined || node === null || node === 'exact'
    ? {}
    : { match: oneOf(node, 'match', ['message-prefix', 'error-type', 'any-error'] as const) }

const parseVector = (line: string): Vector => {
  const node = objectOf(parseJson(line), 'a line')
  if (node.expect === undefined) return fail('expect is missing')
  const common = {
    id: textOf(node.id, 'id'),
    class: textOf(node.class, 'class'),
    config: configOf(node.config),
    expect: node.expect,
    ...matchOf(node.match),
  }
  if (node.record !== undefined) return { ...common, kind: 'step', record: objectOf(node.record, 'record') }
  if (node.input === undefined) return fail('record or input is missing')
  const dir = oneOf(node.dir, 'dir', ['from', 'to'] as const)
  return { ...common, kind: 'converter', isKey: node.isKey === true, dir, input: node.input }
}

/** A vector, or what is wrong with its line. */
export type Line = { readonly vector: Vector } | { readonly line: number; readonly problem: string }

/** The vectors of a file, one a line. */
export const parseVectors = (text: string): readonly Line[] =>
  text.split('\n').flatMap((line, i): readonly Line[] => {
    if (line.trim() === '') return []
    try {
      return [{ vector: parseVector(line) }]
    } catch (error) {
      return [{ line: i + 1, problem: error instanceof Error ? error.message : String(error) }]
    }
  })
