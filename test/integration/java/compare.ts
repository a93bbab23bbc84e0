import { floatText as javaFloatText } from '../../../connectors/sdk/java-text.ts'
import type { Answer } from './case.ts'

const floatText = (text: string) => {
  const value = Number(text)
  return Object.is(value, -0) ? '-0.0' : String(value)
}

/** Without a schema, what was a 32-bit float has the digits here that Java shows. */
const shownFloat = (value: number) =>
  Object.is(Math.fround(value), value) ? floatText(javaFloatText(value)) : `no float ${value}`

const isTag = (node: readonly unknown[]): node is readonly [string, unknown, ...unknown[]] =>
  typeof node[0] === 'string' && node.length > 1

const canonicalTag = ([type, content, ...rest]: readonly [string, unknown, ...unknown[]]): unknown => {
  // a schema says how wide a number is; without one there is but one integer and one float
  if (/^int/.test(type)) return ['integer', content]
  if (type === 'float32') return ['float', shownFloat(Number(content))]
  if (type === 'float64') return ['float', floatText(String(content))]
  if (type === 'map') {
    const pairs = (content as readonly unknown[]).map(canonicalPair)
    return ['map', pairs.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))]
  }
  if (type === 'struct') return ['struct', (content as readonly unknown[]).map(canonicalPair)]
  return type === 'array'
    ? ['array', (content as readonly unknown[]).map(canonical)]
    : [type, content, ...rest]
}

const canonicalPair = (pair: unknown): unknown => (pair as readonly unknown[]).map(canonical)

/** Maps in the order of their keys, numbers as one text each. */
const canonical = (node: unknown): unknown => {
  if (Array.isArray(node)) return isTag(node) ? canonicalTag(node) : node.map(canonical)
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, canonical(part)]),
  )
}

/** An answer as text that is equal when the answers are; an error is one by what it blames, whatever it says. */
export const answerText = (answer: Answer): string =>
  JSON.stringify('failed' in answer ? { failed: answer.failed } : canonical(answer))

export const sameAnswer = (there: Answer, here: Answer): boolean => answerText(there) === answerText(here)
