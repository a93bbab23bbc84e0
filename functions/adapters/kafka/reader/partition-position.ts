import type { ConnectError } from '../../../../connectors/sdk/errors.ts'

/** What a reader knows of one topic partition. */
export interface PartitionPosition {
  readonly topic: string
  readonly partition: number
  /** the next offset to fetch */
  position: number
  /** node id; `undefined`: to be found */
  leader: number | undefined
  end: number | undefined
  /** why it cannot be read, and since when, ms since the epoch */
  trouble: { readonly error: ConnectError; readonly since: number } | undefined
}
