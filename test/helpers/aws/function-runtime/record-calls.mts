/** Writes down what a function calls, a JSON line for each request, so that tests can hold it against its role. */
import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import type { ClientRequest, IncomingMessage } from 'node:http'

/** A transaction's parts are actions of their own. */
const isTransaction = (target: string) => target.includes('.Transact')

/** The operation's name where the protocol has it in a header, else what the path says. */
export const recordCalls = (file: string, functionName: string, ignoredHost: string): void => {
  const record = (request: ClientRequest, body?: string) => {
    const target = String(request.getHeader('x-amz-target') ?? '')
    const { method, path } = request
    appendFileSync(file, `${JSON.stringify({ functionName, method, path, target, body })}\n`)
  }
  subscribe('http.client.response.finish', message => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage }
    if (response.statusCode !== 403 || request.getHeader('host') === ignoredHost) return
    const target = String(request.getHeader('x-amz-target') ?? '')
    const denied = { functionName, method: request.method, path: request.path, target, denied: true }
    appendFileSync(file, `${JSON.stringify(denied)}\n`)
  })
  subscribe('http.client.request.created', message => {
    const { request } = message as { request: ClientRequest }
    if (request.getHeader('host') === ignoredHost) return
    if (!isTransaction(String(request.getHeader('x-amz-target')))) return record(request)
    const { end } = request
    request.end = ((...args: Parameters<typeof end>) => {
      record(request, String(args[0]))
      return end.apply(request, args)
    }) as typeof end
  })
}
