import { ConnectError, messageOf } from '../../../connectors/sdk/errors.ts'
import { isPassing } from '../errors/error-policy.ts'
import type { Retries } from '../errors/retries.ts'
import type { Ending } from '../run-task.ts'

/** Reading a source has failed; what it had read before is stored. */
export class ReadFailure extends ConnectError {
  constructor(reason: unknown) {
    const code = reason instanceof ConnectError ? reason.code : 'EXTERNAL'
    super(code, messageOf(reason), { cause: reason, retriable: isPassing(reason) })
  }
}

/** Reads, and again from what is stored when that fails with what may pass. `records`: how many were read so far. */
export const readAgain = async (
  retries: Retries,
  read: () => Promise<Ending>,
  records: () => number,
): Promise<Ending> => {
  /** `undefined`: it fails again, but has read something before */
  const attempt = async () => {
    const before = records()
    try {
      return await read()
    } catch (error) {
      if (error instanceof ReadFailure && records() > before) return undefined
      throw error
    }
  }
  for (;;) {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof ReadFailure && retries.enabled)) throw error
      const ending = await retries.run(attempt, error)
      if (ending !== undefined) return ending
    }
  }
}
