import { ConnectError, messageOf } from '../../sdk/errors.ts'

/** By protocol, code and message of what Node rejects with. */
const advice: readonly (readonly [RegExp, string])[] = [
  [/ENOTFOUND/, 'no host has this name, see connection.url'],
  [/ECONNREFUSED/, 'nothing listens there, see connection.url'],
  [/EPROTO .*wrong version number/s, 'it speaks no TLS: does it want http:// in connection.url?'],
  [/HPE_/, 'it speaks no HTTP, see connection.url'],
  [/^http: .*socket hang up$/, 'it ended the connection without an answer: does it want https://?'],
  [/aborted$/, 'it ended the connection within an answer'],
  [/CERT|UNABLE_TO_VERIFY/, 'certificates are trusted by the keys that end with ssl.truststore.location'],
]

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const reasonOf = (error: unknown): string => {
  // what connecting to several addresses of one name failed with
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(', ')
  // without the places in OpenSSL's source
  return messageOf(error).replace(/^(write EPROTO) .*:SSL routines:[^:]*:([^:]*):.*$/s, '$1 $2')
}

/** The error of a server that gave no answer: why, and what to look at. It may pass. */
export const unreachable = (url: URL, error: unknown): ConnectError => {
  const reason = reasonOf(error)
  const known = `${url.protocol} ${codeOf(error)} ${reason}`
  const hint = advice.find(([pattern]) => pattern.test(known))?.[1]
  const what = `${url.origin} cannot be reached: ${reason}${hint === undefined ? '' : `; ${hint}`}`
  return new ConnectError('EXTERNAL', what, { cause: error })
}
