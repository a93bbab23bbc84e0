import { ArnFormat, Duration, type Size, Stack } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import type { Bundle } from './bundle.ts'
import { connectFunction, type FunctionNetwork } from './connect-function.ts'
import { grantDue, grantExecutions, grantInvoke, grantState } from './grants.ts'
import type { StateTable } from './state-table.ts'

/** What the functions that run tasks get. */
export interface TaskFunctionProps {
  /** MiB; the tasks of an invocation may hold 40 % of it in buffers. Default: 1024 */
  readonly memorySize?: number
  /** longest slice; what is left is done by the next one. Default: 14 minutes; at most 15 */
  readonly timeout?: Duration
  /** default: 512 MiB */
  readonly ephemeralStorageSize?: Size
  /** default: none, what the account has is shared */
  readonly reservedConcurrentExecutions?: number
}

export interface FunctionsProps {
  readonly table: StateTable
  readonly bundle: Bundle
  /** JSON of the worker properties, Kafka's client properties among them */
  readonly worker: string
  /** of every metric; `Deployment` names this one among those that share it */
  readonly metrics: { readonly namespace: string; readonly deployment: string }
  readonly sourceTask: TaskFunctionProps
  readonly sinkTask: TaskFunctionProps
  readonly maxConcurrency: number
  readonly stateMachineName: string
  /** of the functions that reach Kafka */
  readonly network: FunctionNetwork | undefined
  readonly encryptionKey: IKey | undefined
}

const telemetry = ({ metrics }: FunctionsProps) => ({
  METRICS_NAMESPACE: metrics.namespace,
  DEPLOYMENT: metrics.deployment,
})

/** What functions need that know of plugins. */
const pluginEnvironment = ({ worker, bundle }: FunctionsProps) => ({
  WORKER_PROPERTIES: worker,
  ...(bundle.plugins !== undefined && { PLUGINS: bundle.plugins }),
})

/** A function that a mapping of Kafka invokes may take no longer. */
const mostOfMapping = Duration.minutes(14)

/** Those that reach Kafka and external systems. */
const runners = (scope: Construct, props: FunctionsProps) => {
  const { table, bundle, network, encryptionKey } = props
  const environment = { TABLE_NAME: table.tableName, ...pluginEnvironment(props), ...telemetry(props) }
  const shared = { bundle, network, encryptionKey, environment }
  const task = { ...shared, memorySize: 1024, timeout: Duration.minutes(14) }
  const { timeout = task.timeout } = props.sinkTask
  return {
    plan: connectFunction(scope, 'Plan', {
      ...shared,
      entry: 'plan',
      description: 'Plans connectors, and answers what others ask of Kafka',
      timeout: Duration.minutes(5),
      memorySize: 512,
    }),
    sourceTask: connectFunction(scope, 'SourceTask', {
      ...task,
      ...props.sourceTask,
      entry: 'source-task',
      description: 'Slices of source tasks',
    }),
    sinkTask: connectFunction(scope, 'SinkTask', {
      ...task,
      ...props.sinkTask,
      entry: 'sink-task',
      description: 'Slices of sink tasks',
    }),
    sinkEvent: connectFunction(scope, 'SinkEvent', {
      ...task,
      ...props.sinkTask,
      timeout: Duration.seconds(Math.min(timeout.toSeconds(), mostOfMapping.toSeconds())),
      entry: 'sink-event',
      description: 'Batches of records for sinks that are triggered by events',
      keepsVersions: true,
    }),
  }
}

const scheduleFunction = (scope: Construct, props: FunctionsProps, plan: LambdaFunction) => {
  const { table, bundle, encryptionKey, stateMachineName } = props
  const schedule = connectFunction(scope, 'Schedule', {
    bundle,
    encryptionKey,
    entry: 'schedule',
    description: 'Claims what is due, and starts it',
    timeout: Duration.minutes(1),
    memorySize: 512,
    environment: {
      TABLE_NAME: table.tableName,
      ...telemetry(props),
      PLAN_FUNCTION: plan.functionName,
      // by its name: the state machine itself refers to this function
      STATE_MACHINE_ARN: Stack.of(scope).formatArn({
        service: 'states',
        resource: 'stateMachine',
        resourceName: stateMachineName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      MAX_CONCURRENCY: String(props.maxConcurrency),
    },
  })
  // the next tick does what a wake did not
  schedule.configureAsyncInvoke({ maxEventAge: Duration.minutes(1), retryAttempts: 1 })
  grantDue(table, schedule)
  grantInvoke(plan, schedule)
  grantExecutions(schedule, stateMachineName)
  return schedule
}

const apiFunction = (
  scope: Construct,
  props: FunctionsProps,
  { plan, schedule }: { readonly plan: LambdaFunction; readonly schedule: LambdaFunction },
) => {
  const { table, bundle, encryptionKey } = props
  const api = connectFunction(scope, 'ApiHandler', {
    bundle,
    encryptionKey,
    entry: 'api',
    description: "Kafka Connect's REST API",
    timeout: Duration.seconds(29),
    memorySize: 512,
    environment: {
      TABLE_NAME: table.tableName,
      ...pluginEnvironment(props),
      SCHEDULE_FUNCTION: schedule.functionName,
      PLAN_FUNCTION: plan.functionName,
    },
  })
  grantInvoke(plan, api)
  grantInvoke(schedule, api)
  return api
}

const triggerFunction = (
  scope: Construct,
  { table, bundle, encryptionKey }: FunctionsProps,
  schedule: LambdaFunction,
) => {
  const trigger = connectFunction(scope, 'Trigger', {
    bundle,
    encryptionKey,
    entry: 'trigger',
    description: 'Starts connectors whose trigger.events match an event',
    timeout: Duration.minutes(1),
    memorySize: 512,
    environment: { TABLE_NAME: table.tableName, SCHEDULE_FUNCTION: schedule.functionName },
  })
  grantInvoke(schedule, trigger)
  return trigger
}

/** The functions of a deployment, each allowed what it needs of the others and of the table. */
export const connectFunctions = (scope: Construct, props: FunctionsProps) => {
  const running = runners(scope, props)
  const schedule = scheduleFunction(scope, props, running.plan)
  const api = apiFunction(scope, props, { ...running, schedule })
  const trigger = triggerFunction(scope, props, schedule)
  const functions = { api, schedule, trigger, ...running }
  const { sinkEvent, ...others } = functions
  for (const each of Object.values(others)) grantState(props.table, each)
  // it reads all that it needs at one moment
  grantState(props.table, sinkEvent, ['Query', 'UpdateItem'])
  return functions
}

export type ConnectFunctions = ReturnType<typeof connectFunctions>
