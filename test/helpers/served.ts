import type { Answer, Served } from '../conformance/exchanges/exchange.ts'
import type { ConnectRest } from './connect-rest.ts'

/** Requests of exchanges, over HTTP. */
export const requestOver =
  (rest: ConnectRest): Served['request'] =>
  async (method, path, body) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await rest.request(
      method,
      path,
      body === undefined ? undefined : { contentType: 'application/json', body: text },
    )
    const answer: Answer = {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text: await response.text(),
    }
    return answer
  }
