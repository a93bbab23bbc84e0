import { ConnectError, type ErrorCode, messageOf } from '../../sdk/errors.ts'

interface Verdict {
  readonly code: ErrorCode
  readonly retriable?: boolean
  /** what to do about it */
  readonly hint?: string
}

const passing: Verdict = { code: 'EXTERNAL', retriable: true }
const lasting: Verdict = { code: 'EXTERNAL', retriable: false }
const data: Verdict = { code: 'DATA' }
const config = (hint: string): Verdict => ({ code: 'INVALID_CONFIG', retriable: false, hint })

/** By SQLSTATE, longest beginning first. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const verdicts: Readonly<Record<string, Verdict>> = {
  '08': passing,
  '21000': data,
  '22': data,
  '22021': { ...data, hint: 'texts in PostgreSQL are UTF-8, without the character 0' },
  '23': data,
  '25006': {
    ...passing,
    hint: 'the server is a standby (targetServerType=primary finds the other one), or default_transaction_read_only is on for the server, the database or the user',
  },
  '25P02': passing,
  '25P03': passing,
  '25P04': passing,
  '28000': config(
    'the server does not let this user in from here: see connection.user, sslmode and pg_hba.conf',
  ),
  '28P01': config('see connection.user and connection.password'),
  '3D000': config('see the database in connection.url'),
  '40': passing,
  '42501': { ...lasting, hint: 'grant the user of the connector the right to do this, or make it the owner' },
  '42703': { ...lasting, hint: 'the table or the query has no such column' },
  '42P01': { ...lasting, hint: 'create the table, or name it with its schema' },
  '42701': passing,
  '42710': passing,
  '42P07': passing,
  '42P10': {
    ...lasting,
    hint: 'an upsert needs a primary key or a unique constraint of exactly the pk.fields',
  },
  '428C9': {
    ...lasting,
    hint: 'the server makes the values of this column itself: leave it out by fields.whitelist',
  },
  '42': lasting,
  '42809': { ...lasting, hint: 'only tables, and views that the server can update, are written to' },
  '44000': data,
  '54000': data,
  '53': passing,
  '53300': { ...passing, hint: 'see max_connections, the limits of user and database, and tasks.max' },
  '55000': lasting,
  '55': passing,
  '57': passing,
  '58': passing,
  P0: data,
  XX001: lasting,
  XX002: lasting,
  XX: passing,
}

const verdictOf = (state: string): Verdict => {
  for (let length = 5; length >= 2; length--) {
    const verdict = verdicts[state.slice(0, length)]
    if (verdict !== undefined) return verdict
  }
  return lasting
}

/** A server that does not encrypt. */
const isPlain = (error: unknown) => messageOf(error).includes('does not support SSL')

const codeOf = (error: unknown) => String((error as { code?: unknown } | null)?.code)

/** Certificates that do not stand up. */
const isTlsRefusal = (error: unknown) => /CERT|SIGNED|ERR_TLS|ERR_SSL|ERR_OSSL/.test(codeOf(error))

const isUnreached = (error: unknown) =>
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/.test(codeOf(error))

const isMissingPassword = (error: unknown) => /SASL: .*password/.test(messageOf(error))

const clientVerdict = (error: unknown): Verdict => {
  if (isPlain(error))
    return config('sslmode in connection.url demands it: turn it on there, or choose another sslmode')
  if (isTlsRefusal(error)) return config('see sslmode and sslrootcert in connection.url')
  if (isMissingPassword(error)) return config('see connection.password')
  return isUnreached(error) ? { ...passing, hint: 'see host and port in connection.url' } : passing
}

/** As the driver throws it. */
export interface ServerError extends Error {
  readonly code?: string
  readonly severity?: string
  readonly detail?: string
  readonly schema?: string
  readonly column?: string
  /** where it was met */
  readonly where?: string
}

/** A server's error has a severity; EPIPE only looks like an SQLSTATE. */
const stateOf = (error: ServerError): string | undefined =>
  error.severity === undefined ? undefined : error.code

/** SQLSTATE of an error, or of its cause. */
export const sqlStateOf = (error: unknown): string | undefined => {
  for (let each = error; each instanceof Error; each = each.cause) {
    const state = stateOf(each)
    if (state !== undefined) return state
  }
  return undefined
}

/** A race of two who create the same thing shows as a duplicate in a catalogue. */
const isCatalogueRace = ({ code, schema }: ServerError) => code === '23505' && schema === 'pg_catalog'

const judge = (error: ServerError): Verdict => {
  const state = stateOf(error)
  if (state === undefined) return clientVerdict(error)
  return isCatalogueRace(error) ? passing : verdictOf(state)
}

const textOf = (error: ServerError, { hint }: Verdict): string => {
  const state = stateOf(error) === undefined ? '' : ` (SQLSTATE ${error.code})`
  const detail = error.detail === undefined ? '' : `; ${error.detail}`
  const message = error.message === '' ? (error.code ?? error.name) : error.message
  return `${message}${state}${detail}${hint === undefined ? '' : `; ${hint}`}`
}

/** What the driver threw, as an error that names the server and says whether it may pass. */
export const connectError = (error: unknown, server: string): ConnectError => {
  if (error instanceof ConnectError) return error
  const thrown: ServerError = error instanceof Error ? error : new Error(String(error))
  const verdict = judge(thrown)
  const retriable = verdict.retriable === undefined ? {} : { retriable: verdict.retriable }
  return new ConnectError(verdict.code, `${server}: ${textOf(thrown, verdict)}`, {
    cause: thrown,
    ...retriable,
  })
}

/** No such database, no more connections, not yet started. */
const ofServer = ['3D000', '53300', '57P03']

/** Which key a refused connection is due to. */
export const refusedKey = (error: unknown): string | undefined => {
  const state = sqlStateOf(error)
  if (state === '28P01' || isMissingPassword(error)) return 'connection.password'
  if (state === '28000') return 'connection.user'
  return state !== undefined && ofServer.includes(state) ? 'connection.url' : undefined
}
