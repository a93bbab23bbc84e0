import { ConnectError } from '../sdk/errors.ts'
import type { SinkContext } from '../sdk/sink.ts'

type Call = <T>(call: (signal: AbortSignal) => Promise<T>) => Promise<T>

/** Calls to the store within their time; a write starts only while the lease allows it. */
export interface BoundedCalls {
  readonly read: Call
  readonly write: Call
  /** after the run: bounded by its own time only */
  readonly cleanUp: Call
}

export const boundedCalls = (
  context: Pick<SinkContext<unknown>, 'mayWrite' | 'callTimeout' | 'signal'>,
): BoundedCalls => {
  const timeout = () => AbortSignal.timeout(context.callTimeout)
  const read: Call = call => call(AbortSignal.any([context.signal, timeout()]))
  return {
    read,
    write: async call => {
      if (!context.mayWrite()) throw new ConnectError('FENCED', 'The lease allows no further write')
      return read(call)
    },
    cleanUp: call => call(timeout()),
  }
}
