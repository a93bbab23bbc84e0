import { ConnectError, messageOf } from '../../../connectors/sdk/errors.ts'
import { type JavaPattern, javaPattern } from '../../../connectors/sdk/java-pattern.ts'
import type { ConfigProvider } from '../../runtime/ports/config-provider.ts'
import type { ProviderOptions, ProviderParams } from './provider-options.ts'

const allowlist = 'allowlist.pattern'

const patternOf = (text: string): JavaPattern => {
  try {
    return javaPattern(text)
  } catch (error) {
    throw new ConnectError('INVALID_CONFIG', `Invalid value ${text} for ${allowlist}: ${messageOf(error)}`)
  }
}

/** Kafka's EnvVarConfigProvider, `${env:NAME}`; `allowlist.pattern`: regular expression for the whole name. */
export const envVarConfigProvider = (
  params: ProviderParams,
  { env, confined }: ProviderOptions,
): ConfigProvider => {
  const pattern = params[allowlist] === undefined ? undefined : patternOf(params[allowlist])
  const isAllowed = (name: string) => (pattern?.matches(name) ?? true) && !(confined && /^AWS_/i.test(name))
  return {
    get: async (path, keys) => {
      if (path !== '')
        throw new ConnectError(
          'INVALID_CONFIG',
          `Path is not supported for EnvVarConfigProvider, invalid value '${path}'`,
        )
      if (confined && pattern === undefined)
        throw new ConnectError(
          'INVALID_CONFIG',
          `environment variables are off here unless ${allowlist} names those that may be used`,
        )
      return new Map(
        keys.flatMap(name => {
          const value = isAllowed(name) ? env[name] : undefined
          return value === undefined ? [] : [[name, value] as const]
        }),
      )
    },
  }
}
