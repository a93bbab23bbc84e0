/**
 * Every code with its HTTP status, whether the same attempt may succeed later, and its meaning.
 * A code is stable: tools may branch on it. The text is for people.
 */
export const errorCodes = {
  INVALID_CONFIG: { status: 400, retriable: false, meaning: 'the configuration is wrong' },
  INVALID_REQUEST: { status: 400, retriable: false, meaning: 'the request is malformed' },
  UNAUTHENTICATED: { status: 401, retriable: false, meaning: 'the caller has not said who it is' },
  FORBIDDEN: { status: 403, retriable: false, meaning: 'the caller may not do this' },
  NOT_FOUND: { status: 404, retriable: false, meaning: 'no such connector, task or plugin' },
  CONFLICT: { status: 409, retriable: false, meaning: 'it exists already, or somebody changed it meanwhile' },
  TOO_LARGE: { status: 413, retriable: false, meaning: 'the request has more bytes than are allowed' },
  UNSUPPORTED_MEDIA: {
    status: 415,
    retriable: false,
    meaning: 'the body is of a type that is not read here',
  },
  DATA: { status: 500, retriable: false, meaning: 'a record cannot be converted, transformed or written' },
  EXTERNAL: { status: 500, retriable: true, meaning: 'the external system failed or cannot be reached' },
  KAFKA: { status: 500, retriable: true, meaning: 'Kafka failed or cannot be reached' },
  STATE: { status: 500, retriable: true, meaning: 'the state table failed or cannot be reached' },
  FENCED: { status: 500, retriable: false, meaning: 'another run holds the lease' },
  FATAL: { status: 500, retriable: false, meaning: 'going on would lose or change data' },
} as const

export type ErrorCode = keyof typeof errorCodes

/** The one error of this project. `retriable` overrides what the code says. */
export class ConnectError extends Error {
  readonly code: ErrorCode
  readonly retriable: boolean

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; retriable?: boolean } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ConnectError'
    this.code = code
    this.retriable = options.retriable ?? errorCodes[code].retriable
  }
}

/** Whether trying again may help; an error that says nothing about it is taken as passing. */
export const isRetriable = (error: unknown): boolean =>
  error instanceof ConnectError ? error.retriable : true

/** The error and its causes, as one text: what a status shows as `trace`. */
export const traceOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const own = error.stack ?? `${error.name}: ${error.message}`
  return error.cause === undefined ? own : `${own}\nCaused by: ${traceOf(error.cause)}`
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
