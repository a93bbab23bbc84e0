import type { Socket } from 'node:net'
import type { Client } from 'pg'
import { ConnectError } from '../../sdk/errors.ts'
import { requestCancel, type SessionKey } from './cancel-request.ts'
import { connectError } from './server-error.ts'

/** ms that a server may take beyond its own statement timeout to say that it has passed. */
const GRACE = 2_000
/** Waits for what the server answers as long as a call may take. */
export type Answer = <T>(start: (settle: (error: unknown, value: T) => void) => void) => Promise<T>

interface Limits {
  /** as errors name it */
  readonly server: string
  /** ms */
  readonly callTimeout: number
}

const lostError = (server: string, cause?: unknown) =>
  new ConnectError('EXTERNAL', `${server}: the connection is lost`, { cause })

const noAnswer = (server: string, timeout: number) =>
  new ConnectError('EXTERNAL', `${server}: no answer within ${timeout} ms`)

export interface Wire {
  readonly client: Client
  readonly socket: Socket
}

export interface Answers {
  readonly answer: Answer
  /** Whether somebody waits. */
  isBusy(): boolean
  /** Ends the session at once, and what it runs. */
  drop(): void
}

/** Whoever waits for the server learns that it is silent for too long, or gone. */
export const answers = ({ server, callTimeout }: Limits, { client, socket }: Wire): Answers => {
  let lost: unknown
  let ended = false
  let giveUp: ((error: unknown) => void) | undefined
  const drop = () => {
    // the types of the driver leave the key out
    if (giveUp !== undefined && !socket.destroyed) requestCancel(client as unknown as SessionKey)
    socket.destroy()
  }
  // what runs is told by itself; what comes next finds that it ended
  client.on('error', error => {
    lost ??= error
  })
  client.once('end', () => {
    ended = true
    // what was told in time comes before that it ended
    setImmediate(() => giveUp?.(lostError(server, lost)))
  })
  const answer = async <T>(start: (settle: (error: unknown, value: T) => void) => void): Promise<T> => {
    if (ended || lost !== undefined) throw lostError(server, lost)
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const limit = Math.min(callTimeout + GRACE, 2 ** 31 - 1)
    const timer = setTimeout(() => {
      reject(noAnswer(server, callTimeout))
      drop()
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
  return { answer, isBusy: () => giveUp !== undefined, drop }
}
