import { ConnectError } from '../sdk/errors.ts'
import type { RegistryConfig } from './converter-parts.ts'

type Headers = Readonly<Record<string, string>>

const missing = (key: string, source: string) =>
  new ConnectError('INVALID_CONFIG', `${key} must be set when ${source}`)

const bearer = (config: RegistryConfig): Headers => {
  const token = config['bearer.auth.token']?.reveal()
  if (!token) throw missing('bearer.auth.token', 'bearer.auth.credentials.source=STATIC_TOKEN')
  const cluster = config['bearer.auth.logical.cluster']
  const pool = config['bearer.auth.identity.pool.id']
  return {
    authorization: `Bearer ${token}`,
    ...(cluster === null ? {} : { 'target-sr-cluster': cluster }),
    ...(pool === null ? {} : { 'confluent-identity-pool-id': pool }),
  }
}

const userInfo = (config: RegistryConfig, url: URL): string | undefined => {
  if (config['basic.auth.credentials.source'] === 'USER_INFO') {
    const info = config['schema.registry.basic.auth.user.info'] ?? config['basic.auth.user.info']
    if (!info?.reveal()) throw missing('basic.auth.user.info', 'basic.auth.credentials.source=USER_INFO')
    return info.reveal()
  }
  return url.username === ''
    ? undefined
    : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
}

/** The headers by which a registry knows who asks. */
export const authorization = (config: RegistryConfig, url: URL): Headers => {
  if (config['bearer.auth.credentials.source'] !== null) return bearer(config)
  const info = userInfo(config, url)
  return info === undefined ? {} : { authorization: `Basic ${Buffer.from(info).toString('base64')}` }
}
