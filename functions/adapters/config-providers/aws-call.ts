import { ConnectError } from '../../../connectors/sdk/errors.ts'

/** How a client of AWS calls: what is asked here takes milliseconds, and a way that is missing should not look like work. */
export const callSettings = (region: string | undefined) => ({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
  ...(region !== undefined && { region }),
})

/** A value is no part of the SDK's errors, nor of this. */
export const callFailed = (what: string, error: unknown): ConnectError => {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return new ConnectError('EXTERNAL', `${what} cannot be read (${text})`, { cause: error })
}
