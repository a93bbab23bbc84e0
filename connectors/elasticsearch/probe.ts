import { ConnectError } from '../sdk/errors.ts'
import { type Finding, UNREACHABLE } from '../sdk/problem.ts'
import { type Client, createClient, parseAnswer } from './client.ts'
import type { Answer } from './contract.ts'
import { objectAt } from './object-at.ts'
import { blockFindings } from './probe-blocks.ts'
import type { Authentication, SinkSettings } from './settings.ts'

const urlKey = 'connection.url'
const CALL_TIMEOUT = 10_000

const ask = async (client: Client, method: 'GET' | 'HEAD', path: string): Promise<Answer> =>
  parseAnswer(await client.exchange({ method, path, write: false }))

const credentialKeys: Readonly<Record<Authentication['by'], readonly string[]>> = {
  nothing: ['connection.username'],
  basic: ['connection.username', 'connection.password'],
  'api key': ['connection.api.key'],
  bearer: ['connection.bearer.token'],
  signature: ['aws.access_key_id'],
}

const refusedCredentials = function* ({ by }: Authentication): Iterable<Finding> {
  const message =
    by === 'nothing'
      ? 'The server wants to know who asks: no credentials are configured'
      : 'The server does not accept these credentials'
  for (const key of credentialKeys[by]) yield [key, message]
}

interface Version {
  readonly number: string
  readonly isOpenSearch: boolean
}

const versionOf = ({ body }: Answer): Version | undefined => {
  const { number, distribution } = objectAt(body, 'version')
  if (typeof number !== 'string') return undefined
  return { number, isOpenSearch: distribution === 'opensearch' }
}

const isOlder = (number: string, [major, minor]: readonly [number, number]) => {
  const [a = 0, b = 0] = number.split(/[.-]/).map(Number)
  return a < major || (a === major && b < minor)
}

const versionFindings = function* (version: Version, settings: SinkSettings): Iterable<Finding> {
  const { number, isOpenSearch } = version
  if (isOpenSearch) return
  if (isOlder(number, [7, 0]))
    yield [
      urlKey,
      `Connector version 0.1.0 is not compatible with Elasticsearch version ${number}. Elasticsearch version must be at least 7.0.0.`,
    ]
  if (settings.streams && isOlder(number, [7, 9])) {
    const message = `Elasticsearch version ${number} is not compatible with data streams. Elasticsearch version must be at least 7.9.0.`
    yield [urlKey, message]
    yield [settings.keys.streams, message]
  }
}

const places = { index: '', 'data stream': '_data_stream/', alias: '_alias/' } as const

const existingFindings = async function* (
  client: Client,
  { existing, keys }: SinkSettings,
): AsyncGenerator<Finding> {
  for (const name of existing?.names ?? []) {
    const kind = existing?.kind ?? 'index'
    const method = kind === 'data stream' ? 'GET' : 'HEAD'
    const { status } = await ask(client, method, `/${places[kind]}${encodeURIComponent(name)}`)
    if (status === 404) yield [keys.resources, `The ${kind} '${name}' does not exist`]
    else if (status === 403)
      yield [keys.resources, `Whether the ${kind} '${name}' exists cannot be told: HTTP 403`, 'warning']
  }
}

const findings = async function* (client: Client, settings: SinkSettings): AsyncGenerator<Finding> {
  const answer = await ask(client, 'GET', '/')
  if (answer.status === 401) return yield* refusedCredentials(settings.server.authentication)
  if (answer.status === 403)
    yield [
      credentialKeys[settings.server.authentication.by][0] ?? urlKey,
      'The server answers with HTTP 403; whether documents may be written cannot be told without writing',
      'warning',
    ]
  else {
    const version = versionOf(answer)
    // what speaks HTTP but is no search engine had better not be described: whoever asks might be looking around
    if (version === undefined) return yield [urlKey, UNREACHABLE]
    yield* versionFindings(version, settings)
  }
  yield* existingFindings(client, settings)
  const { status, body } = await ask(client, 'GET', '/_cluster/state/blocks?filter_path=blocks')
  // who may write need not be allowed to look
  if (status === 200) yield* blockFindings(body, settings)
}

const findingOf = (error: unknown, { keys, server }: SinkSettings): Finding => {
  if (!(error instanceof ConnectError) || error.retriable) return [urlKey, UNREACHABLE]
  const signed = server.authentication.by === 'signature' && !error.message.includes('ssl.')
  return [signed ? 'aws.access_key_id' : keys.security, error.message]
}

/** Whether servers can be reached and let us in, and what they would not take. Writes nothing. */
export const probeServers = async function* (
  settings: SinkSettings,
  signal: AbortSignal,
): AsyncGenerator<Finding, void> {
  let client: Client | undefined
  try {
    client = createClient(settings.server, { mayWrite: () => false, callTimeout: CALL_TIMEOUT, signal })
    yield* findings(client, settings)
  } catch (error) {
    signal.throwIfAborted()
    yield findingOf(error, settings)
  } finally {
    client?.close()
  }
}
