import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { ConfigProvider, ConfigProviders } from '../../runtime/ports/config-provider.ts'
import { directoryConfigProvider } from './directory-config-provider.ts'
import { envVarConfigProvider } from './env-var-config-provider.ts'
import { fileConfigProvider } from './file-config-provider.ts'
import type { ProviderOptions, ProviderParams } from './provider-options.ts'
import { secretsManagerConfigProvider } from './secrets-manager-config-provider.ts'
import { ssmConfigProvider } from './ssm-config-provider.ts'

type Properties = Readonly<Record<string, string>>
type Create = (params: ProviderParams, options: ProviderOptions) => ConfigProvider

/** By simple class name: in Java the same classes come in several packages. */
const classes: Readonly<Record<string, Create>> = {
  EnvVarConfigProvider: envVarConfigProvider,
  FileConfigProvider: fileConfigProvider,
  DirectoryConfigProvider: directoryConfigProvider,
  SecretsManagerConfigProvider: secretsManagerConfigProvider,
  SsmConfigProvider: ssmConfigProvider,
  SsmParamStoreConfigProvider: ssmConfigProvider,
}

/** There without being declared. */
const builtIn: ReadonlyMap<string, string> = new Map([
  ['secretsmanager', 'SecretsManagerConfigProvider'],
  ['ssm', 'SsmConfigProvider'],
])

const create = (name: string, worker: Properties, options: ProviderOptions): ConfigProvider => {
  const key = `config.providers.${name}.class`
  const className = worker[key]?.trim() || builtIn.get(name)
  if (className === undefined)
    throw new ConnectError(
      'INVALID_CONFIG',
      `Missing required configuration "${key}" which has no default value.`,
    )
  const simple = className.slice(className.lastIndexOf('.') + 1)
  const provider = Object.hasOwn(classes, simple) ? classes[simple] : undefined
  if (provider === undefined)
    throw new ConnectError(
      'INVALID_CONFIG',
      `Invalid value ${className} for configuration ${key}: Class ${className} could not be found, available are: ${Object.keys(classes).join(', ')}`,
    )
  const prefix = `config.providers.${name}.param.`
  const params = Object.entries(worker).filter(([param]) => param.startsWith(prefix))
  return provider(
    Object.fromEntries(params.map(([param, value]) => [param.slice(prefix.length), value])),
    options,
  )
}

/**
 * The providers that worker properties declare, as in Kafka Connect (`config.providers`, `config.providers.<name>.class`,
 * `….param.*`), and `secretsmanager` and `ssm`, which need no declaration.
 */
export const createConfigProviders = (worker: Properties, options: ProviderOptions): ConfigProviders => {
  const declared = (worker['config.providers'] ?? '').split(',').map(name => name.trim())
  const names = new Set([...builtIn.keys(), ...declared.filter(name => name !== '')])
  return new Map([...names].map(name => [name, create(name, worker, options)]))
}
