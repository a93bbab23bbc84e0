import { Socket } from 'node:net'
import { Client, type ClientConfig, type QueryArrayResult, type Submittable } from 'pg'
import { ConnectError } from '../../sdk/errors.ts'
import { connectError } from './server-error.ts'

/** ms that a server may take beyond its own statement timeout to say that it has passed. */
const GRACE = 2_000
/** ms for a farewell. */
const FAREWELL = 1_000

/** Values stay the server's texts. */
export const texts = { getTypeParser: () => (value: string) => value }

/** What one attempt to connect needs. */
export interface LinkOptions {
  /** as errors name it */
  readonly server: string
  readonly client: ClientConfig
  /** ms: connecting ends within it */
  readonly connectTimeout: number
  /** ms: the server answers within it, or the link is dropped */
  readonly callTimeout: number
  readonly signal: AbortSignal | undefined
}

type TextResult = QueryArrayResult<(string | null)[]>

/** A session with the server in which one statement runs at a time. Rejections are ConnectErrors that name the server. */
export interface Link {
  readonly server: string
  /** bytes that came so far */
  received(): number
  run(sql: string, params?: readonly unknown[]): Promise<TextResult>
  /** Sends what the driver calls a submittable. */
  submit(submittable: Submittable): void
  /** Waits for an answer of the server as long as a call may take; drops the link when it is lost. */
  answer<T>(start: (settle: (error: unknown, value: T) => void) => void): Promise<T>
  close(): Promise<void>
}

const lostError = (server: string, cause?: unknown) =>
  new ConnectError('EXTERNAL', `${server}: the connection is lost`, { cause })

const noAnswer = (server: string, timeout: number) =>
  new ConnectError('EXTERNAL', `${server}: no answer within ${timeout} ms`)

/** Whoever waits for the server learns that it is silent for too long, or gone. */
const answers = ({ server, callTimeout }: LinkOptions, socket: Socket, client: Client) => {
  let lost: unknown
  let ended = false
  let giveUp: ((error: unknown) => void) | undefined
  // what runs is told by itself; what comes next finds that it ended
  client.on('error', error => {
    lost ??= error
  })
  client.once('end', () => {
    ended = true
    // what was told in time comes before that it ended
    setImmediate(() => giveUp?.(lostError(server, lost)))
  })
  return async <T>(start: (settle: (error: unknown, value: T) => void) => void): Promise<T> => {
    if (ended || lost !== undefined) throw lostError(server, lost)
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const limit = Math.min(callTimeout + GRACE, 2 ** 31 - 1)
    const timer = setTimeout(() => {
      reject(noAnswer(server, callTimeout))
      socket.destroy()
    }, limit)
    giveUp = reject
    start((error, value) => (error ? reject(connectError(error, server)) : resolve(value)))
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      giveUp = undefined
    }
  }
}

const connectClient = async (client: Client, socket: Socket, { server, signal }: LinkOptions) => {
  try {
    await client.connect()
  } catch (error) {
    socket.destroy()
    signal?.throwIfAborted()
    throw connectError(error, server)
  }
}

const toParam = (value: unknown): string | Buffer | null => {
  if (value === null || value === undefined) return null
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  return String(value)
}

/** Parameters as the server reads them: texts, bytes, or null. */
export const toParams = (params: readonly unknown[] = []) => params.map(toParam)

/** Of several statements without parameters, the last one's, whatever the driver's types say. */
const lastOf = (result: TextResult): TextResult => [result].flat().at(-1) ?? result

const closing = (client: Client, socket: Socket) => async () => {
  const farewell = setTimeout(() => socket.destroy(), FAREWELL)
  await client.end()
  clearTimeout(farewell)
  socket.destroy()
}

/** Connects once. The link is dropped when the signal is aborted. */
export const openLink = async (options: LinkOptions): Promise<Link> => {
  const { server, signal } = options
  const socket = new Socket()
  const drop = () => socket.destroy()
  const client = new Client({
    ...options.client,
    stream: () => socket,
    connectionTimeoutMillis: options.connectTimeout,
  })
  const answer = answers(options, socket, client)
  signal?.throwIfAborted()
  signal?.addEventListener('abort', drop)
  client.once('end', () => signal?.removeEventListener('abort', drop))
  await connectClient(client, socket, options)
  return {
    server,
    received: () => socket.bytesRead,
    run: (sql, params) =>
      answer(settle => {
        const query = { text: sql, values: toParams(params), rowMode: 'array' as const, types: texts }
        client.query(query, (error, result) => settle(error, lastOf(result)))
      }),
    submit: submittable => client.query(submittable),
    answer,
    close: closing(client, socket),
  }
}
