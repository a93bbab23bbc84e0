import { ConnectError } from '../../../../../connectors/sdk/errors.ts'
import { readConnector } from '../../../../../functions/runtime/state/connectors.ts'
import { advance, eventPartitionsOf } from '../../../../../functions/runtime/state/event-partitions.ts'
import type { Surroundings } from '../explorer/request.ts'
import type { Rule } from './task-run.ts'

export interface EventRun {
  readonly connector: string
  readonly partition: string
  /** records that every partition has */
  readonly goal: number
  readonly without?: Rule | undefined
}

/** One run that is fed by events, with a record an event: it reads once, and goes by what it read. */
export const runEvent = async (around: Surroundings, run: EventRun): Promise<void> => {
  const { table } = around
  const { connector: name, partition, goal } = run
  const state = await readConnector(table, name)
  if (state === undefined || state.connector.wanted !== 'RUNNING') return
  const { connector, items } = state
  const found = eventPartitionsOf(items).find(each => each.partition === partition)
  const isFed = found?.fed === connector.generation || run.without === 'ask what feeds'
  if (found === undefined || !isFed) return
  const { epoch } = found
  try {
    for (let offset = Number(found.offset ?? 0); offset < goal; offset++) {
      await around.write({ partition, offset, fed: true, task: 'events', epoch })
      await advance(table, name, { partition, epoch, from: String(offset), to: String(offset + 1) })
    }
  } catch (error) {
    if (!(error instanceof ConnectError) || error.code !== 'FENCED') throw error
  }
}
