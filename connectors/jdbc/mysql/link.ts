import { Socket } from 'node:net'
import type { Connection, ConnectionOptions, QueryError } from 'mysql2'
import { ConnectError } from '../../sdk/errors.ts'

/** One attempt to connect. */
interface LinkOptions {
  /** as errors name it */
  readonly server: string
  readonly host: string
  readonly port: number
  readonly driver: Omit<ConnectionOptions, 'host' | 'port' | 'stream'>
  /** ms: connecting ends within it */
  readonly connectTimeout: number
  /** ms without a byte; 0: none */
  readonly socketTimeout: number
  readonly signal: AbortSignal | undefined
}

/** A session with the server in which one statement runs at a time. Rejections are the driver's, or why it was dropped. */
export interface Link {
  readonly driver: Connection
  /** Runs what the driver calls back for. After `timeout` ms without an answer the session is dropped. */
  run<T>(timeout: number, start: (settle: (error: unknown, value: T) => void) => void): Promise<T>
  /** Drops the session after so many ms, unless the returned function is called before. */
  dropAfter(timeout: number): () => void
  /** Calls `lost` when the session ends, until the returned function is called. */
  whenLost(lost: (error: unknown) => void): () => void
  isLost(): boolean
  /** At once, whatever runs. */
  drop(reason?: unknown): void
  /** In good order. */
  end(): Promise<void>
}

/** ms for a farewell. */
const FAREWELL = 1_000
/** ms of silence after which the system asks whether the other end is there. */
const KEEP_ALIVE = 60_000
const LONGEST_TIMER = 2 ** 31 - 1

const silent = (server: string, timeout: number) =>
  new ConnectError('EXTERNAL', `${server} has not answered within ${timeout} ms`)

const gone = (server: string) => new ConnectError('EXTERNAL', `${server}: the connection is lost`)

const openSocket = ({ host, port, socketTimeout }: LinkOptions): Socket => {
  const socket = new Socket()
  socket.setNoDelay(true)
  socket.setKeepAlive(true, KEEP_ALIVE)
  socket.setTimeout(socketTimeout)
  return socket.connect(port, host)
}

const connected = (driver: Connection): Promise<void> =>
  new Promise((resolve, reject) => {
    driver.once('error', reject)
    driver.connect((error: QueryError | null) => (error === null ? resolve() : reject(error)))
  })

const session = (driver: Connection, socket: Socket, server: string): Link => {
  let lost: unknown
  const listeners = new Set<(error: unknown) => void>()
  const tell = (error: unknown) => {
    lost ??= error
    for (const listener of [...listeners]) listener(lost)
  }
  const drop = (reason?: unknown) => {
    tell(reason ?? gone(server))
    socket.destroy()
  }
  const whenLost = (listener: (error: unknown) => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  const dropAfter = (timeout: number) => {
    const timer = setTimeout(() => drop(silent(server, timeout)), Math.min(timeout, LONGEST_TIMER))
    return () => clearTimeout(timer)
  }
  const run = <T>(timeout: number, start: (settle: (error: unknown, value: T) => void) => void) =>
    new Promise<T>((resolve, reject) => {
      if (lost !== undefined) throw lost
      const answered = dropAfter(timeout)
      const forget = whenLost(error => settle(error))
      const settle = (error: unknown, value?: T) => {
        answered()
        forget()
        if (error) reject(lost ?? error)
        else resolve(value as T)
      }
      start(settle)
    })
  driver.on('error', tell)
  socket.once('close', () => tell(gone(server)))
  return {
    driver,
    run,
    dropAfter,
    whenLost,
    isLost: () => lost !== undefined,
    drop,
    end: farewell(driver, socket),
  }
}

const farewell = (driver: Connection, socket: Socket) => async () => {
  const timer = setTimeout(() => socket.destroy(), FAREWELL)
  await new Promise<void>(resolve => {
    socket.once('close', () => resolve())
    if (socket.destroyed) resolve()
    else driver.end(() => socket.destroy())
  })
  clearTimeout(timer)
}

/** Connects once. The session is dropped when the signal is aborted. */
export const openLink = async (
  createConnection: (options: ConnectionOptions) => Connection,
  options: LinkOptions,
): Promise<Link> => {
  const { server, signal, connectTimeout, socketTimeout } = options
  signal?.throwIfAborted()
  const socket = openSocket(options)
  const driver = createConnection({
    ...options.driver,
    host: options.host,
    port: options.port,
    connectTimeout,
    stream: socket,
  })
  const link = session(driver, socket, server)
  socket.once('timeout', () => link.drop(silent(server, socketTimeout)))
  const abort = () => link.drop(signal?.reason)
  signal?.addEventListener('abort', abort)
  socket.once('close', () => signal?.removeEventListener('abort', abort))
  try {
    await link.run<void>(connectTimeout, settle =>
      connected(driver).then(() => settle(null, undefined), settle),
    )
    return link
  } catch (error) {
    link.drop(error)
    throw error
  }
}
