import { readWake } from '../../events/wake.ts'
import type { Executions } from '../adapters/aws/executions.ts'
import { type ScheduleContext, schedule } from '../runtime/schedule.ts'

export interface DispatchOptions extends ScheduleContext {
  readonly executions: Executions
  /** invocations that may be at work at a time */
  readonly maxConcurrency: number
}

/**
 * Tasks of one invocation that had nothing to do when they last ran. A source that is polled mostly finds nothing again,
 * and each invocation costs more than what it runs; a sink is run because there is something, and needs memory for it.
 */
export const GROUP_SIZES = { source: 40, sink: 10 } as const

/** Characters of an execution's input that groups may take: an input may have 256 KiB, and a character up to 4 bytes. */
export const INPUT_ROOM = 60_000

/** Starts what is due, for a tick or a wake: resolves with the number of invocations. */
export const dispatch =
  (options: DispatchOptions) =>
  async (event: unknown): Promise<{ readonly started: number }> => {
    const { connector, execution } = readWake(event)
    const { executions, maxConcurrency } = options
    const running = await executions.running({
      exactFrom: maxConcurrency / 2,
      ...(execution !== undefined && { without: execution }),
    })
    const scheduled = await schedule(options, {
      slots: maxConcurrency - running,
      groupSizes: GROUP_SIZES,
      room: INPUT_ROOM,
      ...(connector !== undefined && { connector }),
    })
    const { groups, more } = scheduled
    if (groups.length === 0) return { started: 0 }
    try {
      await executions.start({ version: 1, groups, more })
    } catch (error) {
      await scheduled.giveBack()
      throw error
    }
    return { started: groups.length }
  }
