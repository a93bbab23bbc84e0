import { createHash } from 'node:crypto'
import { ConnectError } from '../sdk/errors.ts'
import { Password } from '../sdk/password.ts'
import { sslOptions } from '../sdk/ssl-config.ts'
import { authorization } from './authorization.ts'
import type { RegistryConfig } from './converter-parts.ts'
import { createHttp } from './http.ts'
import { createRegistry, type Registry } from './registry.ts'
import { restClient } from './rest-client.ts'

const SSL_PREFIX = 'schema.registry.'
// far more than one process has connectors for
const MAX_REGISTRIES = 200

const revealed = (value: unknown): string | undefined =>
  value instanceof Password
    ? value.reveal()
    : value === null || value === undefined
      ? undefined
      : String(value)

const sslProperties = (config: RegistryConfig) =>
  Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(`${SSL_PREFIX}ssl.`))
      .map(([key, value]) => [key.slice(SSL_PREFIX.length), revealed(value)]),
  )

const parseUrl = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw new ConnectError(
    'INVALID_CONFIG',
    'Invalid value for configuration schema.registry.url: a URL must begin with http:// or https://',
  )
}

const urlsOf = (config: RegistryConfig): readonly URL[] => {
  const urls = config['schema.registry.url'].filter(text => text !== '').map(parseUrl)
  if (urls.length > 0) return urls
  throw new ConnectError('INVALID_CONFIG', 'Invalid value [] for configuration schema.registry.url: no URL')
}

const open = (config: RegistryConfig, urls: readonly URL[], tls: ReturnType<typeof sslOptions>): Registry => {
  const http = createHttp({
    tls,
    connectTimeout: config['http.connect.timeout.ms'],
    readTimeout: config['http.read.timeout.ms'],
  })
  const client = restClient({
    http,
    servers: urls.map(url => ({ url, headers: authorization(config, url) })),
    normalize: config['normalize.schemas'],
    retries: {
      count: config['max.retries'],
      wait: config['retries.wait.ms'],
      maxWait: config['retries.max.wait.ms'],
    },
  })
  const ttl = config['latest.cache.ttl.sec']
  return createRegistry(client, {
    size: config['max.schemas.per.subject'],
    latestSize: config['latest.cache.size'],
    latestTtl: ttl < 0 ? undefined : ttl * 1000,
  })
}

const hashOf = (config: RegistryConfig, tls: object): string =>
  createHash('sha256')
    .update(JSON.stringify([Object.entries(config).map(([key, value]) => [key, revealed(value)]), tls]))
    .digest('base64')

/** By a hash of their configuration: what one slice has looked up, the next need not. */
const registries = new Map<string, Registry>()

/** The registry of a configuration; the same configuration gives the same one, with what it knows. */
export const openRegistry = (config: RegistryConfig): Registry => {
  const urls = urlsOf(config)
  const tls = sslOptions(sslProperties(config), SSL_PREFIX)
  const identity = hashOf(config, tls)
  const known = registries.get(identity)
  if (known !== undefined) return known
  const registry = open(config, urls, tls)
  const [oldest] = registries.keys()
  if (registries.size >= MAX_REGISTRIES && oldest !== undefined) registries.delete(oldest)
  registries.set(identity, registry)
  return registry
}
