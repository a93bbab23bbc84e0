import { ConnectError, isRetriable, messageOf } from '../../../connectors/sdk/errors.ts'
import type { ConfigProviders } from '../ports/config-provider.ts'
import { type Hide, hideInError, hideValues } from './hidden-values.ts'
import { type Reference, referencesIn } from './references.ts'

type Properties = Readonly<Record<string, string>>

/** Values by provider, path and key. */
type Values = ReadonlyMap<string, ReadonlyMap<string, string>>

const groupOf = ({ provider, path }: Reference) => JSON.stringify([provider, path])

const ask = async (providers: ConfigProviders, references: readonly Reference[]) => {
  const [{ provider, path } = { provider: '', path: '' }] = references
  const keys = [...new Set(references.map(({ key }) => key))]
  try {
    return (await providers.get(provider)?.get(path, keys)) ?? new Map<string, string>()
  } catch (error) {
    const asked = path === '' ? keys.join(', ') : `${path}: ${keys.join(', ')}`
    throw new ConnectError(
      error instanceof ConnectError ? error.code : 'EXTERNAL',
      `The config provider ${provider} failed (${asked}): ${messageOf(error)}`,
      { cause: error, retriable: isRetriable(error) },
    )
  }
}

const lookUp = async (providers: ConfigProviders, values: readonly string[]): Promise<Values> => {
  const references = values.flatMap(referencesIn).filter(({ provider }) => providers.has(provider))
  const groups = [...Map.groupBy(references, groupOf)]
  return new Map(
    await Promise.all(groups.map(async ([group, each]) => [group, await ask(providers, each)] as const)),
  )
}

const replaced = (text: string, values: Values): string => {
  let [result, at] = ['', 0]
  for (const reference of referencesIn(text)) {
    const value = values.get(groupOf(reference))?.get(reference.key)
    result += text.slice(at, reference.start) + (value ?? text.slice(reference.start, reference.end))
    at = reference.end
  }
  return result + text.slice(at)
}

const resolved = (properties: Properties, values: Values): Properties =>
  Object.fromEntries(Object.entries(properties).map(([key, text]) => [key, replaced(text, values)]))

/**
 * Hands properties to `use` with what they refer to in place of the references, as it is now: for this use only, never
 * to be stored or shown. References to unknown providers and keys stay as they are, and what replaces one is not looked
 * into for others. No error of `use` shows a value that came from a provider; `hide` takes them out of other texts.
 */
export const withResolved = async <S extends Readonly<Record<string, Properties>>, T>(
  providers: ConfigProviders,
  sets: S,
  use: (resolved: { readonly [K in keyof S]: Properties }, hide: Hide) => T | Promise<T>,
): Promise<T> => {
  const values = await lookUp(providers, Object.values(sets).flatMap(Object.values<string>))
  const hide = hideValues([...values.values()].flatMap(each => [...each.values()]))
  const all = Object.fromEntries(Object.entries(sets).map(([name, set]) => [name, resolved(set, values)]))
  try {
    return await use(all as { readonly [K in keyof S]: Properties }, hide)
  } catch (error) {
    throw hideInError(error, hide)
  }
}
