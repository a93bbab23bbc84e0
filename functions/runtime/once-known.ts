import { Pending } from '../../connectors/sdk/converter.ts'
import { ConnectError } from '../../connectors/sdk/errors.ts'
import { untilAborted } from './until-aborted.ts'

/** Most look-ups for one record: a converter that asks for more forgets what it was told. */
const most = 100

const again = async <T>(call: () => T, first: Pending, signal: AbortSignal): Promise<T> => {
  let pending = first
  for (let asked = 0; asked < most; asked++) {
    await untilAborted(pending.ready, signal)
    signal.throwIfAborted()
    try {
      return call()
    } catch (error) {
      if (!(error instanceof Pending)) throw error
      pending = error
    }
  }
  throw new ConnectError('FATAL', `A converter has looked something up ${most} times for one record`)
}

/** What a call returns; one that has to look something up first is made again after that, and a promise for that. */
export const onceKnown = <T>(call: () => T, signal: AbortSignal): T | Promise<T> => {
  try {
    return call()
  } catch (error) {
    if (error instanceof Pending) return again(call, error, signal)
    throw error
  }
}
