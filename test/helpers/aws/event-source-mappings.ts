import { LambdaClient } from '@aws-sdk/client-lambda'
import { region } from './assembly.ts'
import { type KafkaMappings, kafkaMappings, Refusal } from './kafka-mappings.ts'
import { forward, type PassedAnswer, type PassedRequest, startPassThrough } from './pass-through.ts'

/** Lambda's API over that of an emulator, with the event source mappings of Kafka that the emulator refuses. */
export interface LambdaWithKafka {
  readonly endpoint: string
  /** Resolves when no poller is at work any more. */
  close(): Promise<void>
}

const json = (status: number, body: object, error?: string): PassedAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...(error !== undefined && { 'x-amzn-errortype': error }) },
  body: Buffer.from(JSON.stringify(body)),
})

/** As root, whose signature nobody looks at. */
const asRoot = (request: PassedRequest): PassedRequest => {
  const { 'x-amz-security-token': _, authorization = '', ...headers } = request.headers
  const changed = authorization.replace(/Credential=[^/]+/, 'Credential=test')
  return { ...request, headers: { ...headers, authorization: changed } }
}

const isKafka = ({ body }: PassedRequest) => body.includes('"SelfManagedEventSource"')

const inputOf = ({ body }: PassedRequest) => (body.length === 0 ? {} : JSON.parse(body.toString()))

const listed = async (mappings: KafkaMappings, url: URL, answer: PassedAnswer): Promise<PassedAnswer> => {
  if (answer.status !== 200 || url.searchParams.has('EventSourceArn')) return answer
  const page = JSON.parse(answer.body.toString())
  const ours = mappings.list(url.searchParams.get('FunctionName') ?? '')
  return json(200, { ...page, EventSourceMappings: [...page.EventSourceMappings, ...ours] })
}

export const startLambdaWithKafka = async (emulator: string): Promise<LambdaWithKafka> => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  // Lambda brings the batch again, its client must not
  const lambda = new LambdaClient({ endpoint: emulator, region, credentials, maxAttempts: 1 })
  const mappings = kafkaMappings(lambda)

  const createMapping = async (request: PassedRequest): Promise<PassedAnswer> => {
    const input = inputOf(request)
    const path = `/2015-03-31/functions/${encodeURIComponent(input.FunctionName)}`
    const target = await forward(emulator, asRoot({ ...request, method: 'GET', path, body: Buffer.alloc(0) }))
    return target.status === 200 ? json(202, mappings.create(input)) : target
  }

  const ofMapping = async (request: PassedRequest, id: string): Promise<PassedAnswer> => {
    if (request.method === 'GET') return json(200, mappings.get(id))
    if (request.method === 'DELETE') return json(202, mappings.delete(id))
    return json(202, mappings.update(id, inputOf(request)))
  }

  const answer = async (request: PassedRequest): Promise<PassedAnswer> => {
    const url = new URL(request.path, emulator)
    const [, , kind, id = '', part, alias] = url.pathname.split('/')
    // the emulator holds these against lambda:ListAliases
    if (kind === 'functions' && part === 'aliases' && alias) return forward(emulator, asRoot(request))
    if (kind !== 'event-source-mappings') return forward(emulator, request)
    if (mappings.has(id)) return ofMapping(request, id)
    if (request.method === 'POST' && isKafka(request)) return createMapping(request)
    const theirs = await forward(emulator, request)
    return request.method === 'GET' && id === '' ? listed(mappings, url, theirs) : theirs
  }

  const server = await startPassThrough(request =>
    answer(request).catch(error => {
      if (!(error instanceof Refusal)) throw error
      return json(error.status, { Type: 'User', Message: error.message }, error.name)
    }),
  )
  return {
    endpoint: server.endpoint,
    close: async () => {
      await server.close()
      await mappings.close()
      lambda.destroy()
    },
  }
}
