import { randomUUID } from 'node:crypto'
import {
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  SFNClient,
  type SFNClientConfig,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import type { RunGroup } from '../../../events/run-group.ts'

/** Input of an execution of the scheduler's state machine. */
export interface ExecutionInput {
  readonly version: 1
  /** one child each */
  readonly groups: readonly RunGroup[]
  /** whether `functions/schedule` is woken at the end, as more is due than was started */
  readonly more: boolean
}

interface Counting {
  /** from here on the count is exact, which takes two calls an execution; below it groups that have ended may be in it */
  readonly exactFrom: number
  /** an execution that is about to end */
  readonly without?: string
}

/** Executions of the scheduler's state machine. */
export interface Executions {
  /** groups that are at work or will be */
  running(counting: Counting): Promise<number>
  start(input: ExecutionInput): Promise<void>
}

interface Execution {
  readonly executionArn?: string | undefined
  readonly name?: string | undefined
}

/** An execution's name says how many groups it was started with: counting them takes no further call. */
const nameFor = (groups: number) => `${randomUUID()}-${groups}`
const groupsOf = ({ name = '' }: Execution) => Number(/-(\d+)$/.exec(name)?.[1] ?? 1)

export const openExecutions = (stateMachineArn: string, config: SFNClientConfig = {}): Executions => {
  const client = new SFNClient(config)

  const list = async (): Promise<readonly Execution[]> => {
    const found: Execution[] = []
    for (let nextToken: string | undefined; ; ) {
      const page = await client.send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', nextToken }),
      )
      found.push(...(page.executions ?? []))
      nextToken = page.nextToken
      if (nextToken === undefined) return found
    }
  }

  /** Children that have not ended; all of them while the map has not begun. */
  const openOf = async (execution: Execution): Promise<number> => {
    const { executionArn } = execution
    const { mapRuns } = await client.send(new ListMapRunsCommand({ executionArn }))
    const mapRunArn = mapRuns?.[0]?.mapRunArn
    if (mapRunArn === undefined) return groupsOf(execution)
    const { itemCounts } = await client.send(new DescribeMapRunCommand({ mapRunArn }))
    return (itemCounts?.pending ?? 0) + (itemCounts?.running ?? 0)
  }

  return {
    running: async ({ exactFrom, without }) => {
      const executions = (await list()).filter(({ name }) => name !== without)
      const most = executions.reduce((sum, each) => sum + groupsOf(each), 0)
      if (most < exactFrom) return most
      const open = await Promise.all(executions.map(openOf))
      return open.reduce((sum, each) => sum + each, 0)
    },
    start: async input => {
      await client.send(
        new StartExecutionCommand({
          stateMachineArn,
          name: nameFor(input.groups.length),
          input: JSON.stringify(input),
        }),
      )
    },
  }
}
