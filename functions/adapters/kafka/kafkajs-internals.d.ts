// What is used of kafkajs below its public door: connections with TLS and SASL, and the small requests.

declare module 'kafkajs/src/network/connection.js' {
  import type { Socket } from 'node:net'
  import type { ConnectionOptions } from 'node:tls'
  import type { Logger } from 'kafkajs/src/loggers/index.js'
  import type { ProtocolRequest } from 'kafkajs/src/protocol/requests/index.js'

  interface RequestEntry {
    apiKey: number
    apiName: string
    apiVersion: number
    correlationId: number
    resolve: (answer: { payload: Buffer }) => void
    reject: (error: Error) => void
  }

  interface RequestQueue {
    pending: readonly unknown[]
    throttledUntil: number
    push(request: {
      entry: RequestEntry
      expectResponse: boolean
      requestTimeout: number | null
      sendRequest: () => void
    }): void
    rejectAll(error: Error): void
    maybeThrottle(milliseconds: number): void
    scheduleCheckPendingRequests(): void
    destroy(): void
  }

  export default class Connection {
    constructor(options: {
      host: string
      port: number
      logger: Logger
      socketFactory: unknown
      requestTimeout: number
      connectionTimeout: number
      enforceRequestTimeout: boolean
      maxInFlightRequests: number | null
      clientId: string
      ssl: ConnectionOptions | null
      sasl: object | null
    })
    readonly clientId: string
    readonly requestQueue: RequestQueue
    readonly socket?: Socket
    setVersions(versions: Readonly<Record<number, { minVersion: number; maxVersion: number }>>): void
    setSupportAuthenticationProtocol(supported: boolean): void
    connect(): Promise<unknown>
    authenticate(): Promise<void>
    isConnected(): boolean
    isAuthenticated(): boolean
    nextCorrelationId(): number
    send<T>(request: ProtocolRequest<T> & { requestTimeout?: number }): Promise<T>
    disconnect(): Promise<unknown>
  }
}

declare module 'kafkajs/src/network/socketFactory.js' {
  import type { Socket } from 'node:net'

  export default function socketFactory(): (options: object) => Socket
}

declare module 'kafkajs/src/loggers/index.js' {
  export interface Logger {
    namespace(name: string): Logger
  }
  const loggers: {
    createLogger(options: { level: number; logCreator: () => () => void }): Logger
  }
  export default loggers
}

declare module 'kafkajs/src/protocol/requests/index.js' {
  export interface ProtocolRequest<T> {
    request: { apiKey: number; apiVersion: number; apiName: string; encode: () => Promise<unknown> }
    response: { decode: (payload: Buffer) => Promise<unknown>; parse: (decoded: unknown) => Promise<T> }
  }
  export interface RequestDefinition {
    versions: readonly string[]
    protocol(options: { version: number }): (args?: object) => ProtocolRequest<unknown>
  }
  const protocol: {
    requests: Readonly<Record<string, RequestDefinition>>
    lookup(
      versions: Readonly<Record<number, { minVersion: number; maxVersion: number }>>,
    ): (apiKey: number, definition: RequestDefinition) => (args?: object) => ProtocolRequest<unknown>
  }
  export default protocol
}

declare module 'kafkajs/src/protocol/error.js' {
  const errors: {
    createErrorFromCode(code: number): Error & { type: string; code: number; retriable: boolean }
  }
  export default errors
}

declare module 'snappyjs' {
  const snappy: { compress(bytes: Uint8Array): Uint8Array }
  export default snappy
}
