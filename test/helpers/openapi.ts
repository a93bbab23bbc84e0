import { readFileSync } from 'node:fs'
import { misfits, resolveReference } from './json-schema.ts'

interface Media {
  readonly schema: unknown
}

interface Response {
  readonly content?: Readonly<Record<string, Media>>
}

export interface DescribedOperation {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> }
  readonly responses: Readonly<Record<string, Response | { readonly $ref: string }>>
}

/** What tests read of an OpenAPI document. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly examples?: readonly unknown[] }>>
  }
}

export const documentFile = new URL('../../docs/reference/openapi.json', import.meta.url).pathname

/** As it is kept; a test of the API compares it with what is served. */
export const document: OpenApiDocument = JSON.parse(readFileSync(documentFile, 'utf8'))

const patternOf = (template: string) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}/?$`)

// paths without parameters come first
const templates = Object.keys(document.paths)
  .toSorted((a, b) => Number(a.includes('{')) - Number(b.includes('{')))
  .map(path => ({ path, pattern: patternOf(path) }))

/** The operation of a request; `path`: with its query or without. */
export const operationOf = (method: string, path: string): DescribedOperation | undefined => {
  const [pathname = ''] = path.split('?')
  const found = templates.find(({ pattern }) => pattern.test(pathname))
  const methods = document.paths[found?.path ?? ''] ?? {}
  // any text may be a method
  return Object.hasOwn(methods, method.toLowerCase()) ? methods[method.toLowerCase()] : undefined
}

const refused = { $ref: '#/components/responses/Refused' } as const

const resolved = (response: Response | { readonly $ref: string }) =>
  ('$ref' in response ? resolveReference(document, response.$ref) : response) as Response

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  /** the body */
  readonly text: string
}

/** Why an answer is not what the document says of it; nothing when it is. HEAD and OPTIONS are not looked at. */
export const undescribed = (method: string, path: string, answer: Answer): readonly string[] => {
  if (method === 'HEAD' || method === 'OPTIONS') return []
  const { status, headers, text } = answer
  const found = operationOf(method, path)?.responses[status]
  if (found === undefined && status < 400) return [`${method} ${path} answers ${status}`]
  const { content } = resolved(found ?? refused)
  if (content === undefined) return text === '' ? [] : [`${method} ${path} has a body: ${text}`]
  const [type = ''] = String(headers['content-type']).split(';')
  const media = content[type]
  if (media === undefined) return [`${method} ${path} has the type ${type}`]
  return misfits(document, media.schema, JSON.parse(text), `${method} ${path}`)
}

/** Why a request's body is not what the document says of it. */
export const undescribedBody = (method: string, path: string, body: unknown): readonly string[] => {
  const media = operationOf(method, path)?.requestBody?.content['application/json']
  if (media === undefined) return [`${method} ${path} takes no JSON`]
  return misfits(document, media.schema, body, `${method} ${path}`)
}
