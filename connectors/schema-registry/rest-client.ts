import { setTimeout as sleep } from 'node:timers/promises'
import type { Http, HttpRequest, HttpResponse } from './http.ts'
import { invalidAnswer, refusal, unreachable, type Wanted } from './refusal.ts'
import type { RegistryClient, StoredSchema, SubjectVersion } from './registry-client.ts'
import type { SchemaReference, SchemaText, SchemaType } from './registry-format.ts'

interface RestOptions {
  readonly http: Http
  readonly servers: readonly { readonly url: URL; readonly headers: Readonly<Record<string, string>> }[]
  readonly normalize: boolean
  /** waits in ms */
  readonly retries: { readonly count: number; readonly wait: number; readonly maxWait: number }
}

type Server = RestOptions['servers'][number]

interface Call {
  readonly path: string
  readonly body?: SchemaText
  readonly wanted: Wanted
}

const CONTENT_TYPE = 'application/vnd.schemaregistry.v1+json'

/** Whether another try, or another server, may do better. */
const isPassing = (status: number) => status >= 500 || status === 408 || status === 429

const requestOf = ({ url, headers }: Server, { path, body }: Call): HttpRequest => {
  const target = new URL(`${url.origin}${url.pathname.replace(/\/$/, '')}${path}`)
  const accept = { accept: `${CONTENT_TYPE}, application/json`, ...headers }
  if (body === undefined) return { method: 'GET', url: target, headers: accept }
  const { schemaType, schema, references } = body
  const text = JSON.stringify({
    schema,
    ...(schemaType === 'AVRO' ? {} : { schemaType }),
    ...(references.length === 0 ? {} : { references }),
  })
  const length = String(Buffer.byteLength(text))
  return {
    method: 'POST',
    url: target,
    headers: { ...accept, 'content-type': CONTENT_TYPE, 'content-length': length },
    body: text,
  }
}

/** One round over the servers: the first that answers, or why the last did not. */
const tryServers = async ({ http, servers }: RestOptions, call: Call): Promise<HttpResponse | Error> => {
  let failure = new Error('no server')
  for (const server of servers) {
    try {
      const response = await http(requestOf(server, call))
      if (!isPassing(response.status)) return response
      failure = refusal(response, call.wanted, server.url)
    } catch (error) {
      failure = unreachable(server.url, call.wanted, error)
    }
  }
  return failure
}

const send = async (options: RestOptions, call: Call): Promise<HttpResponse> => {
  const { count, wait, maxWait } = options.retries
  for (let tries = 0; ; tries++) {
    const response = await tryServers(options, call)
    if (!(response instanceof Error)) return response
    if (tries >= count) throw response
    await sleep(Math.min(wait * 2 ** tries, maxWait) * (0.5 + Math.random() / 2))
  }
}

type Answer = Readonly<Record<string, unknown>>

const parse = (body: string, wanted: Wanted): unknown => {
  try {
    return JSON.parse(body)
  } catch (error) {
    throw invalidAnswer(wanted, error)
  }
}

const ask = async (options: RestOptions, call: Call): Promise<unknown> => {
  const response = await send(options, call)
  if (response.status === 200) return parse(response.body, call.wanted)
  throw refusal(response, call.wanted, options.servers[0]?.url)
}

const storedSchema = (answer: Answer, id: unknown, wanted: Wanted): StoredSchema => {
  if (typeof answer.schema !== 'string' || typeof id !== 'number') throw invalidAnswer(wanted)
  return {
    id,
    schemaType: (answer.schemaType ?? 'AVRO') as SchemaType,
    schema: answer.schema,
    references: (answer.references ?? []) as readonly SchemaReference[],
  }
}

const idOf = (answer: Answer, wanted: Wanted): number => {
  if (typeof answer.id !== 'number') throw invalidAnswer(wanted)
  return answer.id
}

const segment = encodeURIComponent

/** The REST API of Confluent's registry, and of those that speak it. */
export const restClient = (options: RestOptions): RegistryClient => {
  const call = async (path: string, wanted: Wanted, body?: SchemaText) =>
    (await ask(options, { path, wanted, ...(body === undefined ? {} : { body }) })) as Answer
  const query = `normalize=${options.normalize}`
  const versionOf = async (subject: string, version: string | number, wanted: Wanted) => {
    const answer = await call(`/subjects/${segment(subject)}/versions/${version}`, wanted)
    return storedSchema(answer, answer.id, wanted)
  }
  return {
    register: async (subject, schema) => {
      const wanted: Wanted = { action: 'register', doing: `registering a schema for subject "${subject}"` }
      return idOf(await call(`/subjects/${segment(subject)}/versions?${query}`, wanted, schema), wanted)
    },
    lookup: async (subject, schema) => {
      const wanted: Wanted = { action: 'lookup', doing: `looking up a schema of subject "${subject}"` }
      return idOf(await call(`/subjects/${segment(subject)}?${query}`, wanted, schema), wanted)
    },
    schemaById: async (id, subject) => {
      const wanted: Wanted = { action: 'id', doing: `retrieving the schema of id ${id}` }
      const of = subject === undefined ? '' : `&subject=${segment(subject)}`
      return storedSchema(await call(`/schemas/ids/${id}?fetchMaxId=false${of}`, wanted), id, wanted)
    },
    latest: subject =>
      versionOf(subject, 'latest', {
        action: 'latest',
        doing: `retrieving the latest schema of subject "${subject}"`,
      }),
    version: ({ subject, version }) =>
      versionOf(subject, version, {
        action: 'version',
        doing: `retrieving version ${version} of subject "${subject}"`,
      }),
    versions: async id => {
      const wanted: Wanted = { action: 'versions', doing: `retrieving the versions of schema ${id}` }
      const response = await send(options, { path: `/schemas/ids/${id}/versions`, wanted })
      if (response.status === 404 || response.status === 405) return []
      if (response.status !== 200) throw refusal(response, wanted, options.servers[0]?.url)
      return parse(response.body, wanted) as readonly SubjectVersion[]
    },
  }
}
