import { ConnectError } from '../sdk/errors.ts'

interface JdbcUrl {
  /** `mysql`, `mariadb`, `postgresql` … */
  readonly protocol: string
  /** at least one; tried in their order */
  readonly hosts: readonly { readonly host: string; readonly port?: number }[]
  readonly database?: string
  readonly user?: string
  readonly password?: string
  /** the other parameters, as they are named */
  readonly properties: Readonly<Record<string, string>>
}

const FORM = 'jdbc:<database>://[user[:password]@]host[:port][,host[:port]…][/name][?parameter=value&…]'

/** Nothing of the URL is quoted: any part of it may be a piece of a password that lacks its escapes. */
const malformed = (problem: string) =>
  new ConnectError('INVALID_CONFIG', `The JDBC URL ${problem}; allowed is ${FORM}, special characters as %XX`)

const decoded = (text: string, place: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw malformed(`has a % without two hexadecimal digits in its ${place}`)
  }
}

const PROTOCOL = /^jdbc:([a-z][a-z0-9+]*):/

/** What stands behind `jdbc:`; `undefined`: nothing that could be a database's name. */
export const protocolOf = (url: string): string | undefined => PROTOCOL.exec(url)?.[1]

/** Ways to choose among several hosts; here the first that answers is taken with each. */
const CHOICE = /^(?:sequential|failover|loadbalance):(?=\/\/)/
const HOST = /^(?:\[([0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|([\w.-]+))?(?::(\d{1,5}))?$/

const hostOf = (text: string, index: number): JdbcUrl['hosts'][number] => {
  const match = HOST.exec(text)
  if (match === null) throw malformed(`has something else than a host and a port in place ${index + 1}`)
  const host = match[1] ?? match[2] ?? 'localhost'
  if (match[3] === undefined) return { host }
  const port = Number(match[3])
  if (port < 1 || port > 65_535) throw malformed(`has a port that is not 1 to 65535, of host ${index + 1}`)
  return { host, port }
}

const given = (name: 'user' | 'password' | 'database', value: string | undefined) =>
  value === undefined || value === '' ? {} : { [name]: value }

/** `user:password@` in front of the hosts. */
const credentialsOf = (text: string) => {
  const colon = text.indexOf(':')
  const name = colon < 0 ? text : text.slice(0, colon)
  return {
    ...given('user', decoded(name, 'user')),
    ...given('password', colon < 0 ? undefined : decoded(text.slice(colon + 1), 'password')),
  }
}

const parametersOf = (query: string): Map<string, string> => {
  const pairs = query.split('&').filter(pair => pair !== '')
  return new Map(
    pairs.map(pair => {
      const equals = pair.indexOf('=')
      const name = equals < 0 ? pair : pair.slice(0, equals)
      return [decoded(name, 'parameters'), equals < 0 ? '' : decoded(pair.slice(equals + 1), 'parameters')]
    }),
  )
}

interface Parts {
  readonly authority: string
  readonly path: string
  readonly query: string
}

/** `//authority/path?query`, or `path?query` as PostgreSQL's driver allows for a database on this host. */
const splitUrl = (rest: string): Parts => {
  const question = rest.indexOf('?')
  const before = question < 0 ? rest : rest.slice(0, question)
  const query = question < 0 ? '' : rest.slice(question + 1)
  if (/^\w+:\/\//.test(before))
    throw malformed('chooses among its hosts otherwise than by `sequential:`, `failover:` or `loadbalance:`')
  if (!before.startsWith('//')) return { authority: '', path: before.replace(/^\//, ''), query }
  const slash = before.indexOf('/', 2)
  return slash < 0
    ? { authority: before.slice(2), path: '', query }
    : { authority: before.slice(2, slash), path: before.slice(slash + 1), query }
}

/** Reads a JDBC URL. Throws a ConnectError `INVALID_CONFIG` that says what is allowed and shows nothing of the URL. */
export const parseJdbcUrl = (url: string): JdbcUrl => {
  const protocol = PROTOCOL.exec(url)
  if (protocol === null) throw malformed('does not begin with `jdbc:` and the name of a database')
  const { authority, path, query } = splitUrl(url.slice(protocol[0].length).replace(CHOICE, ''))
  const at = authority.lastIndexOf('@')
  const parameters = parametersOf(query)
  const named = { ...given('user', parameters.get('user')), ...given('password', parameters.get('password')) }
  parameters.delete('user')
  parameters.delete('password')
  return {
    protocol: protocol[1] ?? '',
    hosts: authority
      .slice(at + 1)
      .split(',')
      .map(hostOf),
    ...given('database', decoded(path, 'database')),
    ...(at < 0 ? {} : credentialsOf(authority.slice(0, at))),
    ...named,
    properties: Object.fromEntries(parameters),
  }
}
