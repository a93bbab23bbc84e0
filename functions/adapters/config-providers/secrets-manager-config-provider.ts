import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { parseJson } from '../../../connectors/sdk/json.ts'
import type { ConfigProvider } from '../../runtime/ports/config-provider.ts'
import { callFailed, callSettings } from './aws-call.ts'
import type { ProviderParams } from './provider-options.ts'

interface SecretKey {
  readonly id: string
  /** of a secret that is a JSON object; absent: the whole secret */
  readonly key: string | undefined
}

/** An ARN has six colons; the name of a secret has none. */
const arn = /^(arn:(?:[^:]*:){5}[^:]+)(?::([\s\S]*))?$/
const name = /^([^:]*)(?::([\s\S]*))?$/

/** MSK's providers for Java take an ARN in a URL's encoding; no id has a percent sign of its own. */
const decoded = (id: string): string => (/%[0-9a-f]{2}/i.test(id) ? decodeURIComponent(id) : id)

const secretKeyOf = (text: string): SecretKey => {
  const [, id = text, key] = arn.exec(text) ?? name.exec(text) ?? []
  return { id: decoded(id), key: key || undefined }
}

const fieldsOf = (id: string, secret: string): Readonly<Record<string, unknown>> => {
  // no cause: the parser's error shows what it was given
  const broken = () => new ConnectError('EXTERNAL', `the secret ${id} is no JSON object, so it has no keys`)
  let json: unknown
  try {
    json = parseJson(secret, number => number)
  } catch {
    throw broken()
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw broken()
  return json as Readonly<Record<string, unknown>>
}

const textOf = ({ id, key }: SecretKey, secret: string): string => {
  if (key === undefined) return secret
  const fields = fieldsOf(id, secret)
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined
  if (typeof value === 'string' || typeof value === 'boolean') return String(value)
  throw new ConnectError('EXTERNAL', `the secret ${id} has no text, number or boolean under the key ${key}`)
}

const openSecrets = (region: string | undefined) => {
  const open = async () => {
    const { SecretsManager } = await import('@aws-sdk/client-secrets-manager')
    return new SecretsManager(callSettings(region))
  }
  let opened: ReturnType<typeof open> | undefined
  return async (SecretId: string): Promise<string> => {
    opened ??= open()
    const client = await opened
    const { SecretString, SecretBinary } = await client.getSecretValue({ SecretId }).catch(error => {
      throw callFailed(`the secret ${SecretId}`, error)
    })
    return SecretString ?? Buffer.from(SecretBinary ?? []).toString('utf8')
  }
}

/**
 * AWS Secrets Manager: `${secretsmanager:id}` is the whole secret, `${secretsmanager:id:key}` what stands under a key of a
 * secret that is a JSON object; `id` is a name or an ARN. `region`: where the secrets are.
 */
export const secretsManagerConfigProvider = (params: ProviderParams): ConfigProvider => {
  const fetchSecret = openSecrets(params.region)
  return {
    get: async (path, keys) => {
      const wanted = keys.map(key => [key, secretKeyOf(path === '' ? key : `${path}:${key}`)] as const)
      const ids = [...new Set(wanted.map(([, { id }]) => id))]
      const secrets = new Map(await Promise.all(ids.map(async id => [id, await fetchSecret(id)] as const)))
      return new Map(wanted.map(([key, secret]) => [key, textOf(secret, secrets.get(secret.id) ?? '')]))
    },
  }
}
