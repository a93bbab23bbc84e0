import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import fc from 'fast-check'
import { bodies, names, texts } from './any-body.ts'
import { eventOf } from './api-client.ts'

/** The methods that a path of Kafka Connect's has. */
const routes: Readonly<Record<string, readonly string[]>> = {
  '/': ['GET'],
  '/health': ['GET'],
  '/openapi.json': ['GET'],
  '/connectors': ['GET', 'POST', 'POST', 'POST'],
  '/connectors/{name}': ['GET', 'DELETE'],
  '/connectors/{name}/config': ['GET', 'PUT', 'PUT', 'PATCH', 'PATCH'],
  '/connectors/{name}/status': ['GET'],
  '/connectors/{name}/restart': ['POST'],
  '/connectors/{name}/pause': ['PUT'],
  '/connectors/{name}/resume': ['PUT'],
  '/connectors/{name}/stop': ['PUT'],
  '/connectors/{name}/tasks': ['GET', 'POST'],
  '/connectors/{name}/tasks/{task}/status': ['GET'],
  '/connectors/{name}/tasks/{task}/restart': ['POST'],
  '/connectors/{name}/topics': ['GET'],
  '/connectors/{name}/topics/reset': ['PUT'],
  '/connectors/{name}/offsets': ['GET', 'PATCH', 'DELETE'],
  '/connectors/{name}/tasks-config': ['GET'],
  '/connector-plugins': ['GET'],
  '/connector-plugins/{class}/config': ['GET'],
  '/connector-plugins/{class}/config/validate': ['PUT', 'PUT'],
  '/admin/loggers': ['GET'],
  '/admin/loggers/{name}': ['GET', 'PUT'],
}

const classes = ['Numbers', 'Drain', 'com.example.NumbersConnector', 'Nope', '', '.*', '__proto__']
const tasks = ['0', '1', '-1', '00', '1e3', '99999999999', 'x', '']

const allMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'get', '__proto__']
const anyMethod = fc.constantFrom(...allMethods)

const proper = fc.constantFrom(
  ...Object.entries(routes).flatMap(([path, methods]) => methods.map(method => ({ method, path }))),
)
const improper = fc.record({ method: anyMethod, path: fc.constantFrom(...Object.keys(routes)) })
const unknown = fc.record({
  method: anyMethod,
  path: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }).map(text => `/${text}`),
    fc.constantFrom('//', '/connectors/', '/connectors//', '/CONNECTORS', '/../etc'),
  ),
})

const targets = (known: readonly string[]) =>
  fc
    .record({
      route: fc.oneof(
        { weight: 10, arbitrary: proper },
        { weight: 1, arbitrary: improper },
        { weight: 1, arbitrary: unknown },
      ),
      name: names(known),
      task: fc.constantFrom(...tasks),
      className: fc.constantFrom(...classes),
    })
    .map(({ route: { method, path }, name, task, className }) => ({
      method,
      path: path
        .replace('{name}', () => name)
        .replace('{task}', () => task)
        .replace('{class}', () => className),
    }))

const headers = fc.dictionary(
  fc.constantFrom('content-type', 'host', 'origin', 'accept', 'authorization', 'x-forwarded-proto', 'x-more'),
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        'application/json',
        'text/plain; charset=utf-8',
        'application/x-www-form-urlencoded',
        'application/xml',
        'null',
        'https://evil.example',
        'Basic %%%',
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
    { weight: 1, arbitrary: fc.constant('h'.repeat(10_000)) },
  ),
  { maxKeys: 3 },
)

const queries = fc.dictionary(
  fc.constantFrom(
    'expand',
    'includeTasks',
    'onlyFailed',
    'connectorsOnly',
    'scope',
    'forward',
    'x',
    '__proto__',
  ),
  fc.oneof(fc.constantFrom('status', 'info', 'status,info', 'true', 'TRUE', 'cluster', ''), texts),
  { maxKeys: 2 },
)

interface Parts {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: string | undefined
  readonly base64: boolean
}

const event = (parts: Parts): APIGatewayProxyEventV2 => {
  const { method, headers, query, body, base64 } = parts
  // where API Gateway cuts it
  const path = parts.path.replaceAll('?', '')
  const { requestContext, ...rest } = eventOf(method, '/')
  return {
    ...rest,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { ...rest.headers, ...headers },
    queryStringParameters: query,
    requestContext: { ...requestContext, http: { ...requestContext.http, path } },
    isBase64Encoded: base64,
    ...(body !== undefined && { body: base64 ? Buffer.from(body).toString('base64') : body }),
    // what a failure shows of it
    ...{ [fc.toStringMethod]: () => JSON.stringify(parts) },
  }
}

/** What a client of any kind and any intent may send, as an event of API Gateway. `known`: connectors that are there */
export const anyRequest = (known: readonly string[]): fc.Arbitrary<APIGatewayProxyEventV2> =>
  targets(known).chain(target =>
    fc
      .record({
        headers: fc.oneof({ weight: 5, arbitrary: fc.constant({}) }, headers),
        query: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, queries),
        body: fc.option(bodies(known, target.path), { nil: undefined, freq: 8 }),
        base64: fc.boolean(),
      })
      .map(rest => event({ ...target, ...rest })),
  )
