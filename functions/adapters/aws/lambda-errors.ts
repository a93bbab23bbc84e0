import { ConnectError } from '../../../connectors/sdk/errors.ts'

export const isNamed = (error: unknown, names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name)

const statusOf = (error: unknown): number => {
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : undefined
  const status = typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
  return status ? Number(metadata.httpStatusCode) : 0
}

/** What Lambda says no to stays so; all else may work later. */
export const refused = (what: string, cause: unknown): ConnectError => {
  const status = statusOf(cause)
  const message = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  return new ConnectError('EXTERNAL', `${what}: ${message}`, {
    cause,
    retriable: status < 400 || status === 429 || status >= 500,
  })
}
