import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Fields = Record<string, unknown>

export interface LambdaCall {
  readonly call: string
  readonly input: Fields
}

const answers = {
  missing: [404, 'ResourceNotFoundException'],
  conflict: [409, 'ResourceConflictException'],
  inUse: [409, 'ResourceInUseException'],
  throttled: [429, 'TooManyRequestsException'],
  invalid: [400, 'InvalidParameterValueException'],
} as const

export type LambdaRefusal = keyof typeof answers

const bodyOf = async (request: IncomingMessage): Promise<Fields> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  return text === '' ? {} : JSON.parse(text)
}

const send = (response: ServerResponse, status: number, body: object, type?: string) => {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(type !== undefined && { 'x-amzn-errortype': type }),
  })
  response.end(status === 204 ? undefined : JSON.stringify(body))
}

/** What a mapping may be told anew; an empty object takes away what was there. */
const changed = (mapping: Fields, { Enabled, ...input }: Fields, state: string): Fields => ({
  ...mapping,
  ...input,
  State: state,
  wanted: Enabled === false ? 'Disabled' : 'Enabled',
})

/** What the SDK calls of aliases and event source mappings do, over HTTP; changes take until `settle`. */
export const lambdaControlPlane = async () => {
  const aliases = new Map<string, Fields>()
  const calls: LambdaCall[] = []
  let mappings: Fields[] = []
  let made = 0
  let refusal: LambdaRefusal | undefined

  const handleAlias = (method: string, name: string, input: Fields): Fields | LambdaRefusal => {
    const found = aliases.get(name)
    if (method === 'POST') {
      if (aliases.has(String(input.Name))) return 'conflict'
      aliases.set(String(input.Name), input)
      return input
    }
    if (found === undefined) return 'missing'
    if (method === 'PUT') aliases.set(name, { ...found, ...input })
    if (method === 'DELETE') aliases.delete(name)
    return aliases.get(name) ?? {}
  }

  const list = (alias: string): Fields | LambdaRefusal =>
    aliases.has(alias.split(':').at(-1) ?? '')
      ? { EventSourceMappings: mappings.filter(each => each.FunctionArn === alias) }
      : 'missing'

  const create = (input: Fields): Fields | LambdaRefusal => {
    const { FunctionName, ...rest } = input
    const same = (each: Fields) =>
      each.FunctionArn === FunctionName && JSON.stringify(each.Topics) === JSON.stringify(input.Topics)
    if (mappings.some(same)) return 'conflict'
    const mapping = changed({ UUID: `mapping-${++made}`, FunctionArn: FunctionName }, rest, 'Creating')
    mappings.push(mapping)
    return mapping
  }

  const handleMapping = (method: string, id: string, input: Fields): Fields | LambdaRefusal => {
    const index = mappings.findIndex(each => each.UUID === id)
    const found = mappings[index]
    if (found === undefined) return 'missing'
    if (found.State !== 'Enabled' && found.State !== 'Disabled') return 'inUse'
    const next = method === 'DELETE' ? { ...found, State: 'Deleting' } : changed(found, input, 'Updating')
    mappings[index] = next
    return next
  }

  const answer = (method: string, url: URL, input: Fields): Fields | LambdaRefusal => {
    const [, , kind, name = '', , alias = ''] = decodeURIComponent(url.pathname).split('/')
    if (kind === 'functions') return handleAlias(method, alias, input)
    if (method === 'GET') return list(url.searchParams.get('FunctionName') ?? '')
    return method === 'POST' ? create(input) : handleMapping(method, name, input)
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const method = request.method ?? 'GET'
    const input = await bodyOf(request)
    if (method !== 'GET') calls.push({ call: `${method} ${decodeURIComponent(url.pathname)}`, input })
    const result = refusal ?? answer(method, url, input)
    if (typeof result === 'object') return send(response, 200, result)
    const [status, type] = answers[result]
    send(response, status, { Message: `${type} as scripted`, Type: 'User' }, type)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  return {
    endpoint: `http://127.0.0.1:${port}`,
    /** those that change something, in their order */
    calls,
    aliases,
    mappings: () => mappings,
    /** answers every call so from now on, or as it should when `undefined` */
    refuse: (next: LambdaRefusal | undefined) => {
      refusal = next
    },
    settle: () => {
      mappings = mappings
        .filter(each => each.State !== 'Deleting')
        .map(each => ({ ...each, State: each.wanted ?? each.State }))
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export type LambdaControlPlane = Awaited<ReturnType<typeof lambdaControlPlane>>
