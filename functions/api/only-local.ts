import type { MiddlewareObj } from '@middy/core'
import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { ApiEvent, ApiResult } from './api-event.ts'

const loopback = ['localhost', '127.0.0.1', '[::1]']
const anyAddress = ['0.0.0.0', '[::]']

/** The origins under which a listener can be reached from its own machine. */
const originsOf = ({ protocol, hostname, port, origin }: URL): readonly string[] => {
  const suffix = port === '' ? '' : `:${port}`
  return [...loopback, ...anyAddress].includes(hostname)
    ? loopback.map(host => `${protocol}//${host}${suffix}`)
    : [origin]
}

const originOf = (text: string): string | undefined => {
  const url = URL.parse(text)
  return url === null || url.origin === 'null' ? undefined : url.origin
}

interface Exceptions {
  readonly allowsOrigin?: ((origin: string) => Promise<boolean>) | undefined
  readonly anyHost?: boolean
}

/**
 * Refuses requests that a web page made: those that come with another `Origin`, and those whose `Host` is not one of
 * the listeners (a name that was made to resolve to this machine). `listeners`: URLs such as `http://127.0.0.1:8083`.
 * One on all addresses has every `Host`, and its own `Origin` is the one with that host. `allowsOrigin`: further ones.
 * `anyHost`: callers prove who they are, which such a page cannot.
 */
export const onlyLocal = (
  listeners: readonly string[],
  { allowsOrigin = async () => false, anyHost = false }: Exceptions = {},
): MiddlewareObj<ApiEvent, ApiResult> => {
  const urls = listeners.map(listener => new URL(listener))
  const allowed = [...new Set(urls.flatMap(originsOf))]
  const schemes = [...new Set(urls.map(url => url.protocol))]
  const everyHost = anyHost || urls.some(url => anyAddress.includes(url.hostname))
  const refuse = (what: string): never => {
    throw new ConnectError('FORBIDDEN', `${what} is not allowed here, only ${allowed.join(', ')}`)
  }
  return {
    before: async ({ event }) => {
      const { host = '', origin } = event.headers
      const own = schemes
        .map(scheme => originOf(`${scheme}//${host}`) ?? '')
        .filter(address => everyHost || allowed.includes(address))
      if (own.length === 0) refuse(`The Host "${host}"`)
      if (origin === undefined || (await allowsOrigin(origin))) return
      if (![...own, ...allowed].includes(originOf(origin) ?? 'none')) refuse(`The Origin "${origin}"`)
    },
  }
}
