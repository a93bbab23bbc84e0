import type { Route } from '@middy/http-router'
import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { ApiEvent, ApiResult } from './api-event.ts'
import type { Operation } from './openapi/operation.ts'
import { bodyless, errorResult } from './result.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface ApiRoute {
  readonly method: Method
  /** `{name}` stands for one segment */
  readonly path: string
  /** as it is described in `/openapi.json` */
  readonly operation: Operation
  readonly handle: (event: ApiEvent) => Promise<ApiResult>
}

/** A segment of the path that a route names. API Gateway decodes all of a path but the percent sign. */
export const pathParameter = (event: ApiEvent, name: string): string =>
  (event.pathParameters?.[name] ?? '').replaceAll('%25', '%')

/** Every value of a query parameter; API Gateway joins repeated ones with commas. */
export const queryValues = (event: ApiEvent, name: string): readonly string[] =>
  event.queryStringParameters?.[name]?.split(',') ?? []

export const queryFlag = (event: ApiEvent, name: string, otherwise: boolean): boolean => {
  const [text] = queryValues(event, name)
  return text === undefined ? otherwise : text.toLowerCase() === 'true'
}

const pathsOf = (routes: readonly ApiRoute[]) => [...new Set(routes.map(route => route.path))]

const methodsOf = (routes: readonly ApiRoute[], path: string): readonly string[] => {
  const methods = routes.filter(route => route.path === path).map(route => route.method)
  return [...(methods.includes('GET') ? ['HEAD'] : []), ...methods, 'OPTIONS']
}

const options = (methods: readonly string[]): ApiResult => ({
  statusCode: 200,
  headers: { allow: methods.join(','), 'content-type': 'text/plain' },
  body: methods.join(', '),
})

/** The routes with HEAD where there is GET, and OPTIONS everywhere. */
export const allRoutes = (routes: readonly ApiRoute[]): Route<ApiEvent, ApiResult>[] => [
  ...routes.map(({ method, path, handle }) => ({ method, path, handler: handle })),
  ...routes
    .filter(({ method }) => method === 'GET')
    .map(({ path, handle }) => ({
      method: 'HEAD' as const,
      path,
      handler: async (event: ApiEvent) => bodyless(await handle(event)),
    })),
  ...pathsOf(routes).map(path => ({
    method: 'OPTIONS' as const,
    path,
    handler: async () => options(methodsOf(routes, path)),
  })),
]

const matches = (template: string, path: string): boolean => {
  const [wanted, got] = [template.split('/'), path.replace(/(.)\/$/, '$1').split('/')]
  return (
    wanted.length === got.length &&
    wanted.every((part, i) => (part.startsWith('{') ? got[i] !== '' : part === got[i]))
  )
}

/** Answers what no route takes: 405 where other methods would do, else 404. */
export const unknownRoute =
  (routes: readonly ApiRoute[]) =>
  ({ path }: { path: string }): ApiResult => {
    const known = pathsOf(routes).find(template => matches(template, path))
    if (known === undefined) throw unknownPath()
    return errorResult(405, 'HTTP 405 Method Not Allowed', { allow: methodsOf(routes, known).join(',') })
  }

export const unknownPath = () => new ConnectError('NOT_FOUND', 'HTTP 404 Not Found')
