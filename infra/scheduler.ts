import { Annotations, Arn, ArnFormat, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke as ScheduledInvoke } from 'aws-cdk-lib/aws-scheduler-targets'
import {
  Choice,
  Condition,
  DefinitionBody,
  DistributedMap,
  JsonPath,
  LogLevel,
  ProcessorMode,
  ProcessorType,
  StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions'
import { LambdaInvocationType, LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks'
import type { Construct } from 'constructs'
import type { Wake } from '../events/wake.ts'
import { acknowledgeWildcard } from './acknowledged.ts'
import { type ChainProps, chain, chainInput } from './chain.ts'

export interface SchedulerProps extends ChainProps {
  readonly name: string
  /** children of one execution that are at work at a time */
  readonly maxConcurrency: number
  readonly encryptionKey?: IKey | undefined
}

/** Executions of the map's children are counted apart from the machine's own, under its ARN and this label. */
export const MAP_LABEL = 'Groups'

/** The state machine that runs what `functions/schedule` has claimed. */
export const scheduler = (scope: Construct, props: SchedulerProps): StateMachine => {
  const { functions, schedule, maxConcurrency, encryptionKey } = props
  const groups = new DistributedMap(scope, MAP_LABEL, {
    label: MAP_LABEL,
    itemsPath: '$.groups',
    itemSelector: chainInput,
    maxConcurrency,
    mapExecutionType: StateMachineType.STANDARD,
    // what fails is due again by itself, and must not stop its neighbours
    toleratedFailurePercentage: 100,
    resultPath: JsonPath.DISCARD,
  })
  groups.itemProcessor(chain(scope, props), {
    mode: ProcessorMode.DISTRIBUTED,
    executionType: ProcessorType.STANDARD,
  })
  // it warns of what it also refuses to go without
  Annotations.of(groups).acknowledgeWarning('@aws-cdk/aws-stepfunctions:propertyIgnored')
  const logs = new LogGroup(scope, 'SchedulerLogs', {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(encryptionKey && { encryptionKey }),
  })
  const machine = new StateMachine(scope, 'Scheduler', {
    stateMachineName: props.name,
    comment: 'Runs what is due: plans, and slices of tasks',
    definitionBody: DefinitionBody.fromChainable(groups.next(wakeForMore(scope, schedule))),
    tracingEnabled: true,
    logs: { destination: logs, level: LogLevel.ERROR, includeExecutionData: false },
  })
  machine.addToRolePolicy(
    new PolicyStatement({
      actions: ['lambda:InvokeFunction'],
      resources: Object.values(functions).map(({ functionArn }) => functionArn),
    }),
  )
  acknowledge(machine, schedule)
  return machine
}

const acknowledge = (machine: StateMachine, schedule: IFunction): void => {
  Validations.of(machine).acknowledge({
    id: 'AwsSolutions-SF1',
    reason:
      'each execution keeps its history for 90 days; logs of all events would cost more than the executions',
  })
  acknowledgeWildcard(machine, {
    resource: '*',
    reason: 'traces have no ARN, and a log delivery is allowed for all of them or none',
  })
  acknowledgeWildcard(machine, versionsOf(schedule))
  const { resourceName } = Arn.split(machine.stateMachineArn, ArnFormat.COLON_RESOURCE_NAME)
  for (const executions of [`${resourceName}:*`, `${resourceName}/${MAP_LABEL}:*`])
    acknowledgeWildcard(machine, {
      resource: Stack.of(machine).formatArn({
        service: 'states',
        resource: 'execution',
        resourceName: executions,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      reason: 'each execution has a name of its own',
    })
}

/** The CDK's grants: whoever may invoke a function may invoke its versions. */
const versionsOf = ({ functionArn }: IFunction) => ({
  resource: `${functionArn}:*`,
  reason: 'versions of the function, of which there are none',
})

/** More is due than there was room for: the slots of this execution are free now. */
const wakeForMore = (scope: Construct, schedule: IFunction) => {
  const payload = { version: 1, execution: JsonPath.stringAt('$$.Execution.Name') } satisfies Wake
  const wake = new LambdaInvoke(scope, 'WakeForMore', {
    lambdaFunction: schedule,
    invocationType: LambdaInvocationType.EVENT,
    payload: TaskInput.fromObject(payload),
  })
  return new Choice(scope, 'More')
    .when(Condition.booleanEquals('$.more', true), wake)
    .otherwise(new Succeed(scope, 'Ended'))
}

/** Looks at what is due once a minute, whatever else happens. */
export const tick = (scope: Construct, schedule: IFunction): Schedule => {
  // the role of a schedule's target stands in the stack, not in the schedule
  acknowledgeWildcard(Stack.of(scope), versionsOf(schedule))
  return new Schedule(scope, 'Tick', {
    description: 'Kafka Connect: looks at what is due',
    schedule: ScheduleExpression.rate(Duration.minutes(1)),
    target: new ScheduledInvoke(schedule, {
      input: ScheduleTargetInput.fromObject({ version: 1 } satisfies Wake),
      // the next tick does what this one did not
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
    }),
  })
}
