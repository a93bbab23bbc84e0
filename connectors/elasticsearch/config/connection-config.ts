import { type ConfigOf, defineConfig, int, list, password, string } from '../../sdk/config.ts'
import { ConnectError } from '../../sdk/errors.ts'
import type { Problem } from '../../sdk/problem.ts'
import { allowing, between } from '../../sdk/validators.ts'
import type { Authentication, ServerSettings } from '../settings.ts'

const group = 'Connector'

/** A URL as it is meant: `host:9200` is one, too. */
const parseUrl = (text: string, scheme = 'http'): URL | undefined => {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${scheme}://${text}`)
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') ? url : undefined
}

// the text may hold a password: it is not repeated
const refuse = (why: string) => {
  throw new ConnectError('INVALID_CONFIG', `Invalid value for configuration connection.url: ${why}`)
}

const urls = allowing<readonly string[]>('`http` or `https` URLs', texts => {
  if (texts === null) return
  if (texts.every(text => text === '')) refuse('no URL')
  for (const text of texts) {
    const url = parseUrl(text)
    if (url === undefined) refuse('a URL is http://host:port or https://host:port')
    else if (url.username !== '' || url.password !== '')
      refuse('user and password do not belong into a URL: see connection.username and connection.password')
  }
})

/** Keys of how servers are reached, the same for all classes. */
export const connectionConfig = defineConfig({
  'connection.url': list({
    validator: urls,
    importance: 'HIGH',
    group,
    doc: 'The servers: `http://host1:9200,http://host2:9200`. They are asked in turn; one that does not answer is left alone for a while.',
  }),
  'connection.username': string({
    default: null,
    importance: 'MEDIUM',
    group,
    doc: 'User of the server, with `connection.password`.',
  }),
  'connection.password': password({
    default: null,
    importance: 'MEDIUM',
    group,
    doc: 'Password of that user.',
  }),
  'connection.api.key': password({
    default: null,
    importance: 'MEDIUM',
    group,
    doc: 'API key, as Elasticsearch gives it out in `encoded`, instead of user and password.',
  }),
  'connection.bearer.token': password({
    default: null,
    importance: 'MEDIUM',
    group,
    doc: 'Bearer token, instead of user and password.',
  }),
  'connection.timeout.ms': int({
    default: 1000,
    validator: between(0, 43_200_000),
    importance: 'LOW',
    group,
    doc: 'How long a connection may take, ms; 0: as long as any call.',
  }),
  'read.timeout.ms': int({
    default: 3000,
    validator: between(0, 604_800_000),
    importance: 'LOW',
    group,
    doc: 'How long a server may be silent, ms; 0: as long as any call. A request that takes longer is sent again.',
  }),
})

export type ConnectionConfig = ConfigOf<typeof connectionConfig>

const tokenKeys = ['connection.api.key', 'connection.bearer.token'] as const

/** The ways to say who asks that are set. */
const waysOf = (config: ConnectionConfig): readonly string[] => [
  ...(config['connection.username'] !== null ? ['connection.username'] : []),
  ...tokenKeys.filter(key => config[key] !== null),
]

export const connectionProblems = function* (config: ConnectionConfig): Iterable<Problem> {
  if ((config['connection.username'] === null) !== (config['connection.password'] === null)) {
    const message = "Both 'connection.username' and 'connection.password' must be set."
    yield ['connection.username', message]
    yield ['connection.password', message]
  }
  const ways = waysOf(config)
  for (const way of ways.slice(1)) yield [way, `Only one of ${ways.join(', ')} can be set`]
}

export const authenticationOf = (config: ConnectionConfig): Authentication => {
  const { 'connection.username': user, 'connection.password': password } = config
  const { 'connection.api.key': apiKey, 'connection.bearer.token': bearer } = config
  if (user !== null && password !== null) return { by: 'basic', user, password }
  if (apiKey !== null) return { by: 'api key', token: apiKey }
  if (bearer !== null) return { by: 'bearer', token: bearer }
  return { by: 'nothing' }
}

export const urlsOf = (config: ConnectionConfig, scheme?: string): ServerSettings['urls'] =>
  config['connection.url'].flatMap(text => (text === '' ? [] : (parseUrl(text, scheme) ?? [])))
