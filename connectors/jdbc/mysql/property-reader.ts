import { ConnectError } from '../../sdk/errors.ts'

export type Properties = Readonly<Record<string, string>>

/** Each gives `undefined` where a property is absent, and throws `INVALID_CONFIG` for a value that means nothing. */
export interface PropertyReader {
  /** The first of these that is there. */
  text(...names: readonly string[]): string | undefined
  flag(name: string): boolean | undefined
  /** 0 counts as absent. */
  whole(name: string): number | undefined
  /** What a value stands for, in any case, `-` and `_` being the same. */
  choice<T>(name: string, choices: Readonly<Record<string, T>>, allowed: string): T | undefined
}

const invalid = (name: string, got: string, allowed: string) =>
  new ConnectError(
    'INVALID_CONFIG',
    `Invalid value ${got} for the driver property ${name}: allowed is ${allowed}`,
  )

/** Names in any case, as the drivers take them. */
export const propertyReader = (properties: Properties): PropertyReader => {
  const entries = Object.entries(properties).map(
    ([name, value]) => [name.toLowerCase(), value.trim()] as const,
  )
  const byName = new Map(entries)
  const text = (...names: readonly string[]) =>
    names.map(name => byName.get(name.toLowerCase())).find(value => value !== undefined && value !== '')
  return {
    text,
    flag: name => {
      const value = byName.get(name.toLowerCase())?.toLowerCase()
      if (value === undefined) return undefined
      if (['', 'true', '1', 'yes'].includes(value)) return true
      if (['false', '0', 'no'].includes(value)) return false
      throw invalid(name, value, 'true or false')
    },
    whole: name => {
      const value = text(name)
      if (value === undefined || value === '0') return undefined
      if (!/^\d{1,9}$/.test(value)) throw invalid(name, value, 'a whole number of 0 or more')
      return Number(value)
    },
    choice: (name, choices, allowed) => {
      const value = text(name)
      if (value === undefined) return undefined
      const key = value.toLowerCase().replaceAll('-', '_')
      const found = Object.hasOwn(choices, key) ? choices[key] : undefined
      if (found === undefined) throw invalid(name, value, allowed)
      return found
    },
  }
}
