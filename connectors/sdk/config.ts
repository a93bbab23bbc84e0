import { ConnectError, messageOf } from './errors.ts'
import { Password } from './password.ts'

export type ConfigType =
  | 'BOOLEAN'
  | 'STRING'
  | 'INT'
  | 'SHORT'
  | 'LONG'
  | 'DOUBLE'
  | 'LIST'
  | 'CLASS'
  | 'PASSWORD'

/**
 * Throws the text that follows `Invalid value V for configuration K: `; a `ConnectError`: the whole text.
 * `null`: absent, or could not be parsed.
 */
export interface Validator<T> {
  (value: T | null): void
  /** what it lets through, for the docs, in Markdown; absent: that goes without saying */
  readonly allowed?: string
}

interface KeyOptions<T> {
  /** absent: the key is required; `null`: no value unless it is set */
  readonly default?: T | null
  readonly importance: 'HIGH' | 'MEDIUM' | 'LOW'
  readonly doc: string
  /** absent: it belongs to none */
  readonly group?: string
  /** its place in the group; absent: where it is declared, counted from 1 */
  readonly order?: number
  readonly displayName?: string
  readonly width?: 'NONE' | 'SHORT' | 'MEDIUM' | 'LONG'
  readonly dependents?: readonly string[]
  readonly validator?: Validator<T>
  readonly recommended?: readonly string[]
}

/** A configuration key: its place in the docs and how its text is read. `T` is the parsed value. */
export interface ConfigKey<T = unknown> extends KeyOptions<NonNullable<T>> {
  readonly type: ConfigType
  readonly parse: (text: string) => NonNullable<T>
}

/**
 * A key whose name ends in `*`, one of type PASSWORD, stands for all that begin with what is before it and are not
 * declared: its text is a JSON object of them, named by what is behind that beginning.
 */
export interface ConfigDef {
  // biome-ignore lint/suspicious/noExplicitAny: a key's validator takes what the key parses to
  readonly [key: string]: ConfigKey<any>
}
/** The parsed configuration of a definition. */
export type ConfigOf<D extends ConfigDef> = {
  readonly [K in keyof D]: D[K] extends ConfigKey<infer T> ? T : never
}

const key =
  <T>(type: ConfigType, parse: (text: string) => T) =>
  <const O extends KeyOptions<T>>(options: O): ConfigKey<O extends { default: null } ? T | null : T> =>
    ({ ...options, type, parse }) as unknown as ConfigKey<O extends { default: null } ? T | null : T>

const integer = (type: 'INT' | 'SHORT' | 'LONG', bits: number) => (text: string) => {
  const value = /^[+-]?\d+$/.test(text) ? BigInt(text) : undefined
  if (value === undefined || value !== BigInt.asIntN(bits, value))
    throw new Error(`Not a number of type ${type}`)
  return Number(value)
}

const parseBoolean = (text: string): boolean => {
  const lower = text.toLowerCase()
  if (lower !== 'true' && lower !== 'false') throw new Error('Expected value to be either true or false')
  return lower === 'true'
}

const parseDouble = (text: string): number => {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) throw new Error('Not a number of type DOUBLE')
  return Number(text)
}

export const string = key('STRING', text => text)
export const int = key('INT', integer('INT', 32))
export const short = key('SHORT', integer('SHORT', 16))
export const long = key('LONG', integer('LONG', 64))
export const double = key('DOUBLE', parseDouble)
export const boolean = key('BOOLEAN', parseBoolean)
export const list = key<readonly string[]>('LIST', text =>
  text === '' ? [] : text.split(/[ \t\n\v\f\r]*,[ \t\n\v\f\r]*/),
)
export const className = key('CLASS', text => text)
export const password = key('PASSWORD', text => new Password(text))

/** Declares the keys of a plugin once: type, parsed value, error texts and docs come from it. */
export const defineConfig = <const D extends ConfigDef>(definition: D): D => definition

export interface ConfigValue {
  readonly name: string
  /** as in a response: secrets hidden */
  readonly value: string | null
  readonly errors: readonly string[]
}

const invalid = (name: string, value: unknown, problem: string) =>
  `Invalid value ${value} for configuration ${name}: ${problem}`

/** A value as text, the way it stands in a properties file; `null` when there is none. */
export const configText = (value: unknown): string | null =>
  value === null || value === undefined ? null : Array.isArray(value) ? value.join(',') : String(value)

/** The way Java prints it. */
const shownText = (value: unknown): string | null =>
  Array.isArray(value) ? `[${value.join(', ')}]` : configText(value)

const problemOf = (name: string, value: unknown, error: unknown): string =>
  error instanceof ConnectError ? error.message : invalid(name, shownText(value), messageOf(error))

/** As Java's `trim`: blanks are the space and what comes before it, and nothing else. */
const trim = (text: string) => text.replace(/^[^!-\uffff]+|[^!-\uffff]+$/g, '')

const readKey = (name: string, spec: ConfigKey, text: string | undefined) => {
  const errors: string[] = []
  let value: unknown = spec.default ?? null
  if (text !== undefined) {
    try {
      value = spec.parse(spec.type === 'PASSWORD' ? text : trim(text))
    } catch (error) {
      value = null
      errors.push(invalid(name, spec.type === 'PASSWORD' ? '[hidden]' : trim(text), messageOf(error)))
    }
  } else if (!('default' in spec)) {
    errors.push(`Missing required configuration "${name}" which has no default value.`)
  }
  try {
    spec.validator?.(value as never)
  } catch (error) {
    errors.push(problemOf(name, value, error))
  }
  return { value, errors }
}

const textOf = (
  definition: ConfigDef,
  name: string,
  properties: Readonly<Record<string, string>>,
): string | undefined => {
  if (!name.endsWith('*')) return properties[name]
  const beginning = name.slice(0, -1)
  const rest = Object.entries(properties)
    .filter(([key]) => key.startsWith(beginning) && (key === name || !Object.hasOwn(definition, key)))
    .map(([key, value]) => [key.slice(beginning.length), value] as const)
  return rest.length === 0 ? undefined : JSON.stringify(Object.fromEntries(rest))
}

/** Every key with its value and what is wrong with it, in the order of the definition. */
export const validateConfig = (
  definition: ConfigDef,
  properties: Readonly<Record<string, string>>,
): readonly ConfigValue[] =>
  Object.entries(definition).map(([name, spec]) => {
    const { value, errors } = readKey(name, spec, textOf(definition, name, properties))
    return { name, value: configText(value), errors }
  })

/** The parsed configuration; `INVALID_CONFIG` with the first problem when something is wrong. Unknown keys are left out. */
export const parseConfig = <D extends ConfigDef>(
  definition: D,
  properties: Readonly<Record<string, string>>,
): ConfigOf<D> => {
  const parsed = Object.entries(definition).map(([name, spec]) => {
    const { value, errors } = readKey(name, spec, textOf(definition, name, properties))
    if (errors[0] !== undefined) throw new ConnectError('INVALID_CONFIG', errors[0])
    return [name, value] as const
  })
  return Object.fromEntries(parsed) as ConfigOf<D>
}
