import type { SASLOptions } from 'kafkajs'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { ClientProperties } from './client-properties.ts'
import { invalidJaas, readJaas } from './jaas-config.ts'

const classes = 'software.amazon.msk.auth.iam.'
const classKeys = ['sasl.login.callback.handler.class', 'sasl.client.callback.handler.class'] as const

/** Whether the classes that log in are those of MSK's library for Java. */
export const isMskIam = (properties: ClientProperties): boolean =>
  [...classKeys, 'sasl.jaas.config' as const].some(key =>
    (properties[key] ?? '').trimStart().startsWith(classes),
  )

/** The options that the signer has too; the others of MSK's library would be passed over in silence. */
const known = ['awsRoleArn', 'awsRoleSessionName', 'awsProfileName'] as const
/** What only concerns how that library itself works. */
const withoutEffect = ['awsDebugCreds', 'awsMaxRetries', 'awsMaxBackOffTimeMs']

type MskOptions = Readonly<Partial<Record<(typeof known)[number], string>>>

const optionsOf = (properties: ClientProperties): MskOptions => {
  const text = properties['sasl.jaas.config']
  if (text === undefined) return {}
  const { options } = readJaas(text)
  const unknown = Object.keys(options).find(
    name => !known.some(k => k === name) && !withoutEffect.includes(name),
  )
  if (unknown !== undefined) throw invalidJaas(`got the option ${unknown}, allowed are ${known.join(', ')}`)
  return options
}

/** MSK's brokers have their region in their names. */
const regionOf = (properties: ClientProperties): string => {
  const brokers = properties['bootstrap.servers'] ?? ''
  const [, named] = /\.kafka(?:-serverless)?\.([a-z0-9-]+)\.amazonaws\.com\b/.exec(brokers) ?? []
  const region = named ?? (process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION)
  if (region) return region
  throw new ConnectError(
    'INVALID_CONFIG',
    `No AWS region for a login with IAM: neither bootstrap.servers (${brokers}) nor AWS_REGION names one`,
  )
}

const sign = async (region: string, options: MskOptions) => {
  // loads the SDK's credential providers: only who logs in with IAM should pay for them
  const signer = await import('aws-msk-iam-sasl-signer-js')
  const { awsRoleArn, awsRoleSessionName, awsProfileName } = options
  if (awsRoleArn !== undefined)
    return signer.generateAuthTokenFromRole({
      region,
      awsRoleArn,
      ...(awsRoleSessionName !== undefined && { awsRoleSessionName }),
    })
  return awsProfileName === undefined
    ? signer.generateAuthToken({ region })
    : signer.generateAuthTokenFromProfile({ region, awsProfileName })
}

/** ms that a token must still be good for when it is sent */
const enough = 10_000

/**
 * A login to MSK with IAM. The token, a signed request good for 15 minutes at most, is made anew for each login, and
 * again when it has aged meanwhile because the process was frozen. What is sent was checked byte for byte, but not
 * against a real MSK cluster.
 */
export const mskIamLogin = (properties: ClientProperties): SASLOptions => {
  const [region, options] = [regionOf(properties), optionsOf(properties)]
  return {
    mechanism: 'oauthbearer',
    oauthBearerProvider: async () => {
      for (let attempt = 0; attempt < 2; attempt++) {
        const { token, expiryTime } = await sign(region, options)
        if (expiryTime - Date.now() > enough) return { value: token }
      }
      throw new ConnectError('KAFKA', 'No login with IAM: the AWS credentials at hand end within seconds')
    },
  }
}
