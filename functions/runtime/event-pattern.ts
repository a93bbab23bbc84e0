import { messageOf } from '../../connectors/sdk/errors.ts'

type Scalar = string | number | boolean | null
type Matches = (value: unknown) => boolean

/**
 * A pattern of events, as EventBridge and Lambda's event filtering have them: an object of fields, each with the values
 * that it may have or with a pattern of its own; a value may be `{"prefix": …}`, `suffix`, `equals-ignore-case`,
 * `wildcard`, `anything-but`, `numeric` or `exists`; `$or` has patterns of which one is enough.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export type EventPattern = (event: unknown) => boolean

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)

const got = (what: string, value: unknown, allowed: string) =>
  new Error(`${what} is ${JSON.stringify(value)}, allowed is ${allowed}`)

/** Reads a pattern; throws what is wrong with it. */
export const parsePattern = (text: string): EventPattern => {
  let pattern: unknown
  try {
    pattern = JSON.parse(text)
  } catch (error) {
    throw new Error(`Not JSON: ${messageOf(error)}`)
  }
  return patternOf(pattern, 'The pattern')
}

export const patternOf = (pattern: unknown, where: string): EventPattern => {
  if (!isObject(pattern) || Object.keys(pattern).length === 0)
    throw got(where, pattern, 'an object of fields')
  const fields = Object.entries(pattern).map(([name, expected]) => fieldOf(name, expected))
  return event => fields.every(matches => matches(event))
}

const fieldOf = (name: string, expected: unknown): EventPattern => {
  if (name === '$or') return anyOf(expected)
  const present = (event: unknown) =>
    isObject(event) && Object.hasOwn(event, name) ? event[name] : undefined
  if (!Array.isArray(expected)) {
    const inner = patternOf(expected, `${name} of the pattern`)
    return event => elements(present(event)).some(inner)
  }
  const values = expected.map(value => expectation(name, value))
  return event => values.some(matches => matches(present(event)))
}

const anyOf = (patterns: unknown): EventPattern => {
  if (!Array.isArray(patterns) || patterns.length === 0) throw got('$or', patterns, 'an array of patterns')
  const all = patterns.map(pattern => patternOf(pattern, '$or'))
  return event => all.some(matches => matches(event))
}

/** A field with several values matches by any of them. */
const elements = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])
const some =
  (matches: Matches): Matches =>
  value =>
    elements(value).some(matches)

const expectation = (name: string, value: unknown): Matches => {
  if (isScalar(value)) return some(given => given === value)
  const [operator, ...more] = isObject(value) ? Object.entries(value) : []
  if (operator === undefined || more.length > 0) throw got(name, value, 'a value or one operator')
  const [key, operand] = operator
  if (key === 'exists') return existence(operand)
  if (key === 'anything-but') return anythingBut(name, operand)
  return some(matcherOf(name, key, operand))
}

const existence = (wanted: unknown): Matches => {
  if (typeof wanted !== 'boolean') throw got('exists', wanted, 'true or false')
  return value => (value !== undefined) === wanted
}

const anythingBut = (name: string, operand: unknown): Matches => {
  const refused = elements(operand).map(each => expectation(name, each))
  return value => value !== undefined && elements(value).some(each => !refused.some(matches => matches(each)))
}

const onText =
  (matches: (text: string) => boolean): Matches =>
  value =>
    typeof value === 'string' && matches(value)

const matcherOf = (name: string, key: string, operand: unknown): Matches => {
  if (key === 'numeric') return numeric(operand)
  if (typeof operand !== 'string') throw got(`${key} of ${name}`, operand, 'a string')
  const matcher = Object.hasOwn(texts, key) ? texts[key] : undefined
  if (matcher === undefined) throw got(`The operator of ${name}`, key, operators)
  return onText(matcher(operand))
}

const texts: Readonly<Record<string, (operand: string) => (text: string) => boolean>> = {
  prefix: operand => text => text.startsWith(operand),
  suffix: operand => text => text.endsWith(operand),
  'equals-ignore-case': operand => text => text.toLowerCase() === operand.toLowerCase(),
  wildcard: operand => {
    const parts = operand.split('*').map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    const pattern = new RegExp(`^${parts.join('.*')}$`, 's')
    return text => pattern.test(text)
  },
}

const operators = [...Object.keys(texts), 'anything-but', 'numeric', 'exists'].join(', ')

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

const numeric = (operand: unknown): Matches => {
  const list = Array.isArray(operand) ? operand : []
  const pairs = Array.from(
    { length: Math.floor(list.length / 2) },
    (_, i) => [list[2 * i], list[2 * i + 1]] as const,
  )
  const checks = pairs.map(([sign, bound]) => {
    const compare = Object.hasOwn(comparisons, sign) ? comparisons[sign] : undefined
    if (compare === undefined || typeof bound !== 'number') throw got('numeric', operand, 'such as [">", 0]')
    return (value: number) => compare(value, bound)
  })
  if (checks.length === 0 || list.length % 2 !== 0) throw got('numeric', operand, 'such as [">", 0]')
  return value => typeof value === 'number' && checks.every(check => check(value))
}
