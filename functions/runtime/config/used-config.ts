import type { Runtime } from '../runtime.ts'
import { definitionOf } from './connector-definition.ts'
import { type Hide, hideInError, hideValues } from './hidden-values.ts'
import { withResolved } from './resolve.ts'
import { secretsIn } from './secrets.ts'

type Properties = Readonly<Record<string, string>>

/** A configuration as it is used, with the worker's beside it. */
export interface UsedConfig {
  readonly config: Properties
  readonly worker: Properties
  /** takes secrets, and what came from a provider, out of a text */
  readonly hide: Hide
}

/** What connectors take over from the worker. Its other keys are the deployment's, whose secrets no slice needs. */
const inherited = /^(key|value|header)\.converter(\.|$)|^(producer|consumer|admin)\./

const inheritedOf = (worker: Properties): Properties =>
  Object.fromEntries(Object.entries(worker).filter(([key]) => inherited.test(key)))

/**
 * Uses a connector's or a task's configuration with what it and the worker refer to, on the terms of `withResolved`. No
 * error of `use` shows a secret that stands in either.
 */
export const withUsedConfig = <T>(
  { configProviders, plugins, worker }: Pick<Runtime, 'configProviders' | 'plugins' | 'worker'>,
  config: Properties,
  use: (used: UsedConfig) => Promise<T>,
): Promise<T> =>
  withResolved(configProviders, { config, worker: inheritedOf(worker) }, async (resolved, hideResolved) => {
    const used = { config: resolved.config, worker: { ...worker, ...resolved.worker } }
    const definition = await definitionOf(plugins, used.config)
    const secrets = [...secretsIn(definition, used.config), ...secretsIn({}, used.worker)]
    const hideOwn = hideValues(secrets, [...Object.keys(definition), ...Object.keys(used.config)])
    const hide: Hide = text => hideOwn(hideResolved(text))
    try {
      return await use({ ...used, hide })
    } catch (error) {
      throw hideInError(error, hide)
    }
  })

/** A task's configuration as it is stored: what its source took over from the connector stays a reference. */
export const withReferences = (
  task: Properties,
  { config, used }: { readonly config: Properties; readonly used: Properties },
): Properties =>
  Object.fromEntries(
    Object.entries(task).map(([key, value]) => [key, value === used[key] ? (config[key] ?? value) : value]),
  )
