import type { ConnectionOptions } from 'node:tls'
import loggers from 'kafkajs/src/loggers/index.js'
import Connection from 'kafkajs/src/network/connection.js'
import socketFactory from 'kafkajs/src/network/socketFactory.js'
import protocol from 'kafkajs/src/protocol/requests/index.js'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { kafkaError } from './kafka-error.ts'
import type { Login } from './login.ts'
import type { Request } from './protocol/request.ts'
import { apiKeys, type KafkajsApi, readVersions } from './protocol/versions.ts'

export interface ConnectionSettings {
  readonly clientId: string
  readonly ssl: ConnectionOptions | null
  readonly login: Login
  /** ms for connecting, TLS, versions and login each */
  readonly connectionTimeout: number
  readonly requestTimeout: number
  /** ms without an answer after which a connection is not trusted any more: it may have been frozen or cut */
  readonly maxIdle: number
}

/** A connection to one broker, logged in. A request that fails without an answer ends the connection. */
export interface BrokerConnection {
  readonly address: string
  /** whether a new request may be sent here: connected, its login valid, not idle for long */
  usable(): boolean
  /** one of kafkajs's requests, in the newest version that both sides speak */
  ask<T>(name: KafkajsApi, args: object): Promise<T>
  /** one of our own requests; in the order of the calls */
  send<T>(request: Request<T>): Promise<T>
  throttle(ms: number): void
  /** lets what is in flight finish, then closes */
  retire(): void
  /** closes at once; what is in flight rejects */
  abandon(error: Error): void
}

const newSocket = socketFactory()
// small requests follow each other here: without this each waits up to 40 ms for an acknowledgement by TCP
const promptSocket: typeof newSocket = options => newSocket(options).setNoDelay(true)

const silent = loggers.createLogger({ level: 0, logCreator: () => () => {} })

// kafkajs schedules a check with a negative delay after every answer, which costs a timer and a warning of Node's
const quietTimers = (queue: Connection['requestQueue']) => {
  const schedule = queue.scheduleCheckPendingRequests.bind(queue)
  queue.scheduleCheckPendingRequests = () => {
    if (queue.pending.length > 0 || queue.throttledUntil > Date.now()) schedule()
  }
}

const splitAddress = (address: string): { host: string; port: number } => {
  const [, host, port] = /^(?:[A-Z_]+:\/\/)?\[?([^\]]+?)\]?:(\d{1,5})$/i.exec(address.trim()) ?? []
  if (host === undefined)
    throw new ConnectError('INVALID_CONFIG', `Invalid url in bootstrap.servers: ${address}`)
  return { host, port: Number(port) }
}

const login = async (connection: Connection, settings: ConnectionSettings) => {
  await connection.connect()
  const ask = protocol.requests.ApiVersions?.protocol({ version: 2 })()
  if (ask === undefined) throw new ConnectError('FATAL', 'This kafkajs has no ApiVersions request')
  const versions = readVersions(await connection.send({ ...ask, requestTimeout: settings.connectionTimeout }))
  connection.setVersions(versions)
  connection.setSupportAuthenticationProtocol(true)
  await connection.authenticate()
  return protocol.lookup(versions)
}

const within = async <T>(promise: Promise<T>, ms: number, what: string): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`${what} took more than ${ms} ms`)), ms)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

export const openConnection = async (
  address: string,
  settings: ConnectionSettings,
): Promise<BrokerConnection> => {
  const { clientId, ssl, requestTimeout, connectionTimeout } = settings
  const sasl = settings.login.current
  const connection = new Connection({
    ...splitAddress(address),
    logger: silent,
    socketFactory: promptSocket,
    clientId,
    ssl,
    sasl: sasl === null ? null : { ...sasl },
    requestTimeout,
    connectionTimeout,
    enforceRequestTimeout: true,
    maxInFlightRequests: null,
  })
  quietTimers(connection.requestQueue)
  let gone = false
  const abandon = (error: Error) => {
    gone = true
    connection.requestQueue.rejectAll(error)
    connection.requestQueue.destroy()
    connection.socket?.destroy()
  }
  const lookup = await within(login(connection, settings), 3 * connectionTimeout, 'Connecting').catch(
    error => {
      abandon(error)
      throw kafkaError(error, `Cannot connect to the broker ${address}`)
    },
  )
  connection.socket?.once('close', () => abandon(new Error(`Connection to ${address} closed`)))

  let usedAt = Date.now()
  const answered = async <T>(answer: Promise<T>, what: string): Promise<T> => {
    try {
      const value = await answer
      usedAt = Date.now()
      return value
    } catch (error) {
      const failure = kafkaError(error, `${what} to ${address} failed`)
      if (!('errorCode' in failure)) abandon(failure)
      throw failure
    }
  }

  const push = <T>({ api, frame, answer, wait = 0 }: Request<T>): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<{ payload: Buffer }>()
    const correlationId = connection.nextCorrelationId()
    const entry = {
      apiKey: api.key,
      apiName: api.name,
      apiVersion: api.version,
      correlationId,
      resolve,
      reject,
    }
    const bytes = frame(correlationId, clientId)
    const sendRequest = () => connection.socket?.write(bytes)
    connection.requestQueue.push({
      entry,
      expectResponse: true,
      requestTimeout: requestTimeout + wait,
      sendRequest,
    })
    return promise.then(({ payload }) => answer(payload))
  }

  return {
    address,
    usable: () =>
      !gone &&
      connection.isConnected() &&
      (sasl === null || connection.isAuthenticated()) &&
      Date.now() - usedAt < settings.maxIdle,
    ask: (name, args) => {
      const definition = protocol.requests[name]
      if (definition === undefined) throw new ConnectError('FATAL', `This kafkajs has no ${name} request`)
      return answered(connection.send(lookup(apiKeys[name], definition)(args)) as Promise<never>, name)
    },
    send: request =>
      answered(gone ? Promise.reject(new Error('connection lost')) : push(request), request.api.name),
    throttle: ms => connection.requestQueue.maybeThrottle(ms),
    retire: () => {
      gone = true
      connection.disconnect().catch(abandon)
    },
    abandon,
  }
}
