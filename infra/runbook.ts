/** What an alarm means and what to do then: in its description, and on the dashboard. */
export const runbook = {
  Failed:
    'A connector cannot be planned, or a task fails. It is restarted by itself, later and later; the last line of its trace says when, or that it is not any more. Which one: "Connectors" on the dashboard. Why: "Errors" there, or GET /connectors/{name}/status. When the cause is gone: POST /connectors/{name}/restart?includeTasks=true&onlyFailed=true.',
  Stalled:
    'A task has had something to do and made no progress, for ten minutes unless stalled.timeout.ms says otherwise. Its trace in GET /connectors/{name}/status says why. At work: its external system does not answer. Due and not run: look at Schedule errors and throttles, at executions (failed? as many running as maxConcurrency?) and at the concurrency of the account. Restarting the connector starts its tasks anew.',
  Lagging:
    'A sink is behind by more than the limit. Failed or stalled: see there. At work but too slow: compare its throughput with that of its topics, look at its duty, and give it more tasks (tasks.max, up to the partitions of its topics) or memory.',
  RecordsSkipped:
    'Records could not be converted or written and were passed over (errors.tolerance=all). With a dead letter queue they are there, with headers that say why; without one they are lost. Which connector: "Records that failed" on the dashboard.',
  FunctionErrors:
    'A function ended with an error of its own, out of memory or out of time. Failures of connectors are not among them. Look into its log; the scheduler starts again what was in it. Out of memory: memorySize, or fewer tasks.',
  NothingScheduled:
    'The function that starts what is due has not been invoked for five minutes: no connector runs any more. Look at the EventBridge schedule (enabled? may it invoke the function?) and at the throttles of functions.',
  TableThrottled:
    'The state table refuses requests. Runs repeat them, and end when that does not help for the time of a lease. Look at its consumed capacity: on-demand tables double within half an hour; a table quota of the account may be reached.',
  ExecutionsFailed:
    'An execution of the state machine, or one of its groups, failed or ran out of time. What it had claimed is due again within a minute. Look at the execution in Step Functions, and at the log of the state machine.',
} as const

export type AlarmName = keyof typeof runbook
