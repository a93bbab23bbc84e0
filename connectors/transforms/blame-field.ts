import { ConnectError } from '../sdk/errors.ts'

/** The error with the field as its cause, so that traces name it: its message is Kafka Connect's. */
export const blameField = (name: string, error: unknown): unknown =>
  error instanceof ConnectError && error.cause === undefined
    ? new ConnectError(error.code, error.message, {
        cause: new Error(`Field ${name}`),
        retriable: error.retriable,
      })
    : error
