import type { ConnectorConfig } from '../../test/helpers/connect-rest.ts'
import type { PlainTask } from './plain/task.ts'

/** What a run is told: names that no other run has, and how many rows there are. */
export interface RunPlace {
  readonly bootstrap: string
  /** of the topic, the table or the index that it fills, and of its connector */
  readonly name: string
  readonly rows: number
}

/** One way that rows go. */
export interface Route {
  /** part of names */
  readonly id: string
  readonly title: string
  /** Makes what is to be filled. */
  prepare(place: RunPlace): Promise<void>
  /** How many rows have arrived. */
  count(place: RunPlace): Promise<number>
  /** ms between two looks */
  readonly interval: number
  /** Rejects when what has arrived is not what there was. */
  check(place: RunPlace): Promise<void>
  clean(place: RunPlace): Promise<void>
  readonly ours: (place: RunPlace) => ConnectorConfig
  /** absent: the peer has no such connector */
  readonly peer?: (place: RunPlace) => ConnectorConfig
  readonly plain: (place: RunPlace) => PlainTask
}
