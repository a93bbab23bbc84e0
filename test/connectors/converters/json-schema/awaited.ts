import { Pending } from '../../../../connectors/sdk/converter.ts'

/** As the runtime does: what has to be looked up first is awaited, then the same is done again. */
export const awaited = async <T>(convert: () => T): Promise<T> => {
  for (;;) {
    try {
      return convert()
    } catch (error) {
      if (!(error instanceof Pending)) throw error
      await error.ready
    }
  }
}
