import { ConnectError, messageOf } from '../../../connectors/sdk/errors.ts'
import type { ConfigProvider } from '../../runtime/ports/config-provider.ts'
import type { ProviderOptions, ProviderParams } from './provider-options.ts'

const allowlist = 'allowlist.pattern'

/** The names that may be used. */
const namesOf = async (text: string) => {
  const { javaPattern } = await import('../../../connectors/sdk/java-pattern.ts')
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
  const { [allowlist]: allowed } = params
  const allowing = async () => {
    const names = allowed === undefined ? undefined : await namesOf(allowed)
    return (name: string) => (names?.matches(name) ?? true) && !(confined && /^AWS_/i.test(name))
  }
  return {
    get: async (path, keys) => {
      if (path !== '')
        throw new ConnectError(
          'INVALID_CONFIG',
          `Path is not supported for EnvVarConfigProvider, invalid value '${path}'`,
        )
      if (confined && allowed === undefined)
        throw new ConnectError(
          'INVALID_CONFIG',
          `environment variables are off here unless ${allowlist} names those that may be used`,
        )
      const isAllowed = await allowing()
      return new Map(
        keys.flatMap(name => {
          const value = isAllowed(name) ? env[name] : undefined
          return value === undefined ? [] : [[name, value] as const]
        }),
      )
    },
  }
}
