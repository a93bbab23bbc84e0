import type { MiddlewareObj } from '@middy/core'
import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { ApiEvent, ApiResult } from './route.ts'

const loopback = ['localhost', '127.0.0.1', '[::1]']

/** The origins under which a listener can be reached from its own machine. */
const originsOf = (listener: string): readonly string[] => {
  const { protocol, hostname, port, origin } = new URL(listener)
  const suffix = port === '' ? '' : `:${port}`
  return loopback.includes(hostname) ? loopback.map(host => `${protocol}//${host}${suffix}`) : [origin]
}

const originOf = (text: string): string | undefined => {
  const url = URL.parse(text)
  return url === null || url.origin === 'null' ? undefined : url.origin
}

/**
 * Refuses requests that a web page made: those that come with another `Origin`, and those whose `Host` is not one of
 * the listeners (a name that was made to resolve to this machine). `listeners`: URLs such as `http://127.0.0.1:8083`.
 */
export const onlyLocal = (listeners: readonly string[]): MiddlewareObj<ApiEvent, ApiResult> => {
  const allowed = listeners.flatMap(originsOf)
  const schemes = [...new Set(allowed.map(origin => origin.slice(0, origin.indexOf('/'))))]
  const refuse = (what: string): never => {
    throw new ConnectError('FORBIDDEN', `${what} is not allowed here, only ${allowed.join(', ')}`)
  }
  return {
    before: ({ event }) => {
      const { host = '', origin } = event.headers
      if (!schemes.some(scheme => allowed.includes(originOf(`${scheme}//${host}`) ?? '')))
        refuse(`The Host "${host}"`)
      if (origin !== undefined && !allowed.includes(originOf(origin) ?? '')) refuse(`The Origin "${origin}"`)
    },
  }
}
