import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { SinkRecord } from '../../../connectors/sdk/record.ts'

/** Records that a writer blames. */
export interface Rejections {
  add(record: SinkRecord, error: Error): void
  /** Resolves when what was rejected is where it belongs; rejects when it must not be passed over. */
  settle(): Promise<void>
}

/** With `errors.tolerance=none` the first record that is rejected ends the run. */
export const createRejections = (): Rejections => {
  let first: { readonly record: SinkRecord; readonly error: Error } | undefined
  return {
    add: (record, error) => {
      first ??= { record, error }
    },
    settle: async () => {
      if (first === undefined) return
      const { topic, partition, offset } = first.record.original
      const where = `topic ${topic}, partition ${partition}, offset ${offset}`
      throw new ConnectError('DATA', `A record cannot be written (${where}): ${first.error.message}`, {
        cause: first.error,
      })
    },
  }
}
