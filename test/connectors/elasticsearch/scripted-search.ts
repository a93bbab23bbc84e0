import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

export interface Asked {
  readonly method: string
  /** without the query */
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** `cut`: the connection ends without an answer. */
export type Scripted = { readonly status: number; readonly body?: unknown } | 'cut'

/** What the test says of a request; of every other, all is well. */
export type Script = (asked: Asked) => Scripted | undefined | Promise<Scripted | undefined>

export interface BulkAction {
  readonly operation: string
  readonly _index: string
  readonly _id?: string
  readonly [meta: string]: unknown
  readonly source?: unknown
}

/** The actions of a `_bulk` body. */
export const actionsOf = ({ body }: Asked): readonly BulkAction[] => {
  const lines = body.trimEnd().split('\n')
  const actions: BulkAction[] = []
  for (let i = 0; i < lines.length; i++) {
    const [operation = '', meta] = Object.entries(JSON.parse(lines[i] ?? ''))[0] ?? []
    const source = operation === 'delete' ? undefined : JSON.parse(lines[++i] ?? '')
    actions.push({ ...(meta as BulkAction), operation, ...(source !== undefined && { source }) })
  }
  return actions
}

export interface ItemAnswer {
  readonly status: number
  readonly error?: { readonly type: string; readonly reason: string }
}

/** The answer to a `_bulk` request: what is said of each item, by default that it is written. */
export const bulkAnswer = (
  asked: Asked,
  item: (action: BulkAction, i: number) => ItemAnswer | undefined = () => undefined,
): Scripted => {
  const items = actionsOf(asked).map((action, i) => ({
    [action.operation]: { _index: action._index, _id: action._id, ...(item(action, i) ?? { status: 201 }) },
  }))
  const errors = items.some(each => Object.values(each)[0]?.error !== undefined)
  return { status: 200, body: { took: 1, errors, items } }
}

const standard = (asked: Asked): Scripted => {
  if (asked.path === '/_bulk') return bulkAnswer(asked)
  if (asked.path === '/')
    return { status: 200, body: { version: { number: '2.19.1', distribution: 'opensearch' } } }
  return { status: 200, body: { orders: { mappings: {} } } }
}

const read = async (request: IncomingMessage): Promise<Asked> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const whole = Buffer.concat(chunks)
  const zipped = request.headers['content-encoding'] === 'gzip'
  const [path = '', query = ''] = (request.url ?? '').split('?')
  return {
    method: request.method ?? '',
    path,
    query,
    headers: request.headers,
    body: (zipped ? gunzipSync(whole) : whole).toString(),
  }
}

export interface ScriptedSearch extends AsyncDisposable {
  readonly url: string
  readonly asked: readonly Asked[]
  /** those that write, as their actions */
  bulks(): readonly (readonly BulkAction[])[]
}

/** A server that answers what no real one can be made to. */
export const scriptedSearch = async (script: Script = () => undefined): Promise<ScriptedSearch> => {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const each = await read(request)
    asked.push(each)
    const answer = (await script(each)) ?? standard(each)
    if (answer === 'cut') return void request.socket.destroy()
    response.statusCode = answer.status
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    bulks: () => asked.filter(({ path }) => path === '/_bulk').map(actionsOf),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
