import { propertiesTypes } from '../request-body.ts'
import type { ApiRoute } from '../route.ts'
import { errorMessage } from '../schemas/error.ts'
import { collectComponents, withReferences } from './components.ts'
import type { Answer, RequestBody } from './operation.ts'
import { type PathParameter, pathParameters } from './path-parameters.ts'
import type { Schema } from './schema.ts'

const json = (schema: Schema) => ({ 'application/json': { schema: withReferences(schema) } })

const requestBody = ({ description, json: schema, properties = false }: RequestBody) => ({
  description,
  required: true,
  content: {
    ...json(schema),
    ...(properties &&
      Object.fromEntries(propertiesTypes.map(type => [type, { schema: { type: 'string' } }]))),
  },
})

const response = ({ description, body, headers = {} }: Answer) => ({
  description,
  ...(Object.keys(headers).length > 0 && {
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, about]) => [
        name,
        { description: about, schema: { type: 'string' } },
      ]),
    ),
  }),
  ...(body !== undefined && { content: json(body) }),
})

const namesIn = (path: string): readonly string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)

const pathParameter = (name: string) => {
  const parameter: PathParameter | undefined = pathParameters[name]
  if (parameter === undefined)
    throw new Error(
      `the path parameter ${name} is not described, there are ${Object.keys(pathParameters).join(', ')}`,
    )
  return { name, in: 'path', required: true, ...parameter }
}

const parametersOf = ({ path, operation }: ApiRoute) => [
  ...namesIn(path).map(pathParameter),
  ...Object.entries(operation.query ?? {}).map(([name, parameter]) => ({ name, in: 'query', ...parameter })),
]

/** `GET /connectors/{name}/status` is `getConnectorsNameStatus`. */
const operationId = ({ method, path }: ApiRoute): string =>
  method.toLowerCase() +
  path
    .split(/\W+/)
    .map(part => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')

const tagOf = ({ path }: ApiRoute): string =>
  /^\/(connectors|connector-plugins|admin)(\/|$)/.exec(path)?.[1] ?? 'worker'

const operationOf = (route: ApiRoute) => {
  const { summary, description, body, answers } = route.operation
  const parameters = parametersOf(route)
  return {
    tags: [tagOf(route)],
    operationId: operationId(route),
    summary,
    ...(description !== undefined && { description }),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: requestBody(body) }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, each]) => [status, response(each)])),
      default: { $ref: '#/components/responses/Refused' },
    },
  }
}

const pathsOf = (routes: readonly ApiRoute[]) =>
  Object.fromEntries(
    [...Map.groupBy(routes, ({ path }) => path)].map(([path, each]) => [
      path,
      Object.fromEntries(each.map(route => [route.method.toLowerCase(), operationOf(route)])),
    ]),
  )

const schemasOf = ({ operation: { body, answers } }: ApiRoute): readonly Schema[] => [
  ...(body === undefined ? [] : [body.json]),
  ...Object.values(answers).flatMap(each => each.body ?? []),
]

const securitySchemes = {
  basic: {
    type: 'http',
    scheme: 'basic',
    description: 'On one machine, with `rest.basic.auth.user` and `rest.basic.auth.password`.',
  },
  sigv4: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'On AWS by default: requests signed with AWS credentials, for the service `execute-api`.',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  },
  jwt: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'On AWS, with `aws.api.authorization=jwt`.',
  },
}

/** The routes as an OpenAPI 3.1 document. HEAD is there wherever GET is, OPTIONS everywhere. */
export const openApiDocument = (routes: readonly ApiRoute[], version: string): object => ({
  openapi: '3.1.0',
  info: {
    title: 'Kafka Connect without workers',
    version,
    summary: "Kafka Connect's REST API",
    description: 'The version is that of Kafka Connect whose API this is.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  security: [{}, ...Object.keys(securitySchemes).map(name => ({ [name]: [] }))],
  paths: pathsOf(routes),
  components: {
    schemas: collectComponents([errorMessage, ...routes.flatMap(schemasOf)]),
    responses: {
      Refused: response({ description: 'What is wrong, in Kafka Connect’s words.', body: errorMessage }),
    },
    securitySchemes,
  },
})
