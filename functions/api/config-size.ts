import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { Config } from '../runtime/state/items.ts'

/** Bytes of a configuration as JSON: an item of the state table may have 400 KiB, and holds more than that. */
const largest = 256 * 1024

/** Refuses a configuration that the state table has no room for. */
export const checkSize = (config: Config): void => {
  const bytes = Buffer.byteLength(JSON.stringify(config))
  if (bytes > largest)
    throw new ConnectError(
      'TOO_LARGE',
      `The configuration has ${bytes} bytes as JSON, at most ${largest} are allowed`,
    )
}
