import {
  DescribeMapRunCommand,
  type ExecutionListItem,
  ListExecutionsCommand,
  ListMapRunsCommand,
  type MapRunItemCounts,
  paginateListExecutions,
  type SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn'

/** Executions under way, children of map runs among them. */
export const runningExecutions = async (client: SFNClient): Promise<readonly ExecutionListItem[]> => {
  const found: ExecutionListItem[] = []
  for await (const page of paginateListExecutions({ client }, { statusFilter: 'RUNNING' }))
    found.push(...(page.executions ?? []))
  return found
}

export const executionsOf = async (
  client: SFNClient,
  stateMachineArn: string,
): Promise<readonly ExecutionListItem[]> => {
  const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }))
  return executions
}

/** How many children each map run of an execution has, and what became of them. */
export const mapRunCounts = async (
  client: SFNClient,
  executionArn: string,
): Promise<readonly MapRunItemCounts[]> => {
  const { mapRuns = [] } = await client.send(new ListMapRunsCommand({ executionArn }))
  const runs = mapRuns.map(({ mapRunArn }) => client.send(new DescribeMapRunCommand({ mapRunArn })))
  return (await Promise.all(runs)).flatMap(run => run.itemCounts ?? [])
}

/** Aborts an execution. In the emulator its children go on until they end by themselves. */
export const stopExecution = async (client: SFNClient, executionArn: string): Promise<void> => {
  await client.send(new StopExecutionCommand({ executionArn }))
}
