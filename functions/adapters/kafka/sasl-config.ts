import type { SASLOptions } from 'kafkajs'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { ClientProperties } from './client-properties.ts'
import { invalidJaas, readJaas } from './jaas-config.ts'
import { isMskIam, mskIamLogin } from './msk-iam.ts'

const mechanisms = {
  PLAIN: 'plain',
  'SCRAM-SHA-256': 'scram-sha-256',
  'SCRAM-SHA-512': 'scram-sha-512',
} as const
const names = [...Object.keys(mechanisms), 'AWS_MSK_IAM', 'OAUTHBEARER'].join(', ')

const passwordLogin = (mechanism: keyof typeof mechanisms, properties: ClientProperties): SASLOptions => {
  const { username, password } = readJaas(properties['sasl.jaas.config'] ?? '').options
  if (!username || password === undefined) throw invalidJaas('it must name username and password')
  return { mechanism: mechanisms[mechanism], username, password }
}

const isPasswordMechanism = (name: string): name is keyof typeof mechanisms => Object.hasOwn(mechanisms, name)

/** kafkajs's options from `sasl.mechanism`, `sasl.jaas.config` and, for MSK's IAM, the handlers' classes. */
export const saslOptions = (properties: ClientProperties): SASLOptions => {
  const name = (properties['sasl.mechanism'] ?? 'GSSAPI').trim().toUpperCase()
  if (isPasswordMechanism(name)) return passwordLogin(name, properties)
  if (name === 'AWS_MSK_IAM') return mskIamLogin(properties)
  if (name === 'OAUTHBEARER' && isMskIam(properties)) return mskIamLogin(properties)
  throw new ConnectError(
    'INVALID_CONFIG',
    name === 'OAUTHBEARER'
      ? 'Invalid value OAUTHBEARER for configuration sasl.mechanism: its tokens come from MSK IAM only, which sasl.login.callback.handler.class or sasl.jaas.config must name (software.amazon.msk.auth.iam.…)'
      : `Invalid value ${name} for configuration sasl.mechanism: String must be one of: ${names}`,
  )
}
