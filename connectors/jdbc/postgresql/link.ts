import { Socket } from 'node:net'
import { Client, type ClientConfig, type QueryArrayResult, type Submittable } from 'pg'
import { type Answer, type Answers, answers, type Wire } from './answers.ts'
import { connectError } from './server-error.ts'

/** ms for a farewell. */
const FAREWELL = 1_000

/** Values stay the server's texts. */
const texts = { getTypeParser: () => (value: string) => value }

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
  readonly answer: Answer
  close(): Promise<void>
}

const connectClient = async ({ client, socket }: Wire, { server, signal }: LinkOptions) => {
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

const closing =
  ({ client, socket }: Wire, { isBusy, drop }: Answers) =>
  async () => {
    if (isBusy()) drop()
    const farewell = setTimeout(drop, FAREWELL)
    try {
      await client.end()
    } finally {
      clearTimeout(farewell)
      socket.destroy()
    }
  }

/** Connects once. The link is dropped when the signal is aborted. */
export const openLink = async (options: LinkOptions): Promise<Link> => {
  const { server, signal } = options
  const socket = new Socket()
  const client = new Client({
    ...options.client,
    stream: () => socket,
    connectionTimeoutMillis: options.connectTimeout,
  })
  const wire = { client, socket }
  const answered = answers(options, wire)
  const { answer, drop } = answered
  signal?.throwIfAborted()
  signal?.addEventListener('abort', drop)
  client.once('end', () => signal?.removeEventListener('abort', drop))
  await connectClient(wire, options)
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
    close: closing(wire, answered),
  }
}
