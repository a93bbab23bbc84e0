import { Aws, type Duration } from 'aws-cdk-lib'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import {
  Choice,
  Condition,
  CustomState,
  type IChainable,
  Pass,
  QueryLanguage,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions'
import type { Construct } from 'constructs'
import type { RunGroup } from '../events/run-group.ts'

/** Invocations of a chain, after which `schedule` takes over. */
export const CHAIN_CAP = 50

/** Invocations in a row that end without an answer, after which what they ran is left to the next tick. */
const deathCap = 3

export interface ChainProps {
  /** the function of each role */
  readonly functions: Readonly<Record<RunGroup['role'], IFunction>>
  readonly schedule: IFunction
  /** longest that any of the functions may take */
  readonly timeout: Duration
}

/**
 * What the chain knows between two invocations, as JSONPath and JSONata see it. `next`: the group to invoke with; `chain`
 * and `round` name the invocation.
 */
export const chainInput = {
  'next.$': '$$.Map.Item.Value',
  'chain.$': "States.Format('{}:{}', $$.Execution.Name, $$.Map.Item.Index)",
  round: 1,
  deaths: 0,
  after: 0,
}

const invocation = `$states.input.chain & '#' & $string($states.input.round)`
const carried = `'chain': $states.input.chain, 'round': $states.input.round + 1`

/** The invocation may go on somewhere: nobody may say that it has ended. */
const doubtful = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'States.Timeout',
]

const died = (next: string) =>
  `{% { ${carried}, 'deaths': $states.input.deaths + 1, 'after': 2, 'next': ${next} } %}`

const invoke = (functionName: string, payload: string, type: 'Event' | 'RequestResponse') => ({
  Type: 'Task',
  QueryLanguage: QueryLanguage.JSONATA,
  Resource: `arn:${Aws.PARTITION}:states:::lambda:invoke`,
  Arguments: { FunctionName: functionName, InvocationType: type, Payload: payload },
})

const run = (scope: Construct, { functions, timeout }: ChainProps) => {
  const names = Object.entries(functions).map(([role, { functionArn }]) => `'${role}': '${functionArn}'`)
  return new CustomState(scope, 'Run', {
    stateJson: {
      ...invoke(
        `{% $lookup({ ${names.join(', ')} }, $states.input.next.role) %}`,
        `{% $merge([$states.input.next, { 'invocation': ${invocation} }]) %}`,
        'RequestResponse',
      ),
      TimeoutSeconds: timeout.toSeconds() + 60,
      Output: `{% { ${carried}, 'deaths': 0, 'after': $states.result.Payload.after, 'next': $states.result.Payload.next, 'wake': $states.result.Payload.wake } %}`,
      Retry: [
        {
          // nothing has been started: the one fault after which the same invocation may be asked for again
          ErrorEquals: ['Lambda.TooManyRequestsException'],
          IntervalSeconds: 1,
          BackoffRate: 2,
          MaxAttempts: 6,
          MaxDelaySeconds: 20,
          JitterStrategy: 'FULL',
        },
      ],
      Catch: [
        { ErrorEquals: doubtful, Output: died('$states.input.next'), Next: 'Then' },
        {
          // the function has ended, and says so: its successor need not wait for its leases
          ErrorEquals: ['States.ALL'],
          Output: died(`$merge([$states.input.next, { 'ended': ${invocation} }])`),
          Next: 'Then',
        },
      ],
    },
  })
}

const wake = (scope: Construct, schedule: IFunction) =>
  new CustomState(scope, 'Wake', {
    stateJson: {
      ...invoke(
        schedule.functionArn,
        `{% $exists($states.input.wake) ? { 'version': 1, 'connector': $states.input.wake } : { 'version': 1 } %}`,
        'Event',
      ),
      Output: '{% {} %}',
      End: true,
    },
  })

/** Invokes the function of a group, again while something is left, and then wakes the scheduler where others have become due. */
export const chain = (scope: Construct, props: ChainProps): IChainable => {
  const running = run(scope, props)
  const waiting = Wait.jsonata(scope, 'Pause', { time: WaitTime.seconds('{% $states.input.after %}') })
  const waking = wake(scope, props.schedule)
  const done = Pass.jsonata(scope, 'Done', { outputs: {} })
  const goesOn = `$exists($states.input.next)`
  const then = Choice.jsonata(scope, 'Then')
    .when(Condition.jsonata(`{% $states.input.deaths >= ${deathCap} %}`), done)
    .when(Condition.jsonata(`{% ${goesOn} and $states.input.round > ${CHAIN_CAP} %}`), waking)
    .when(Condition.jsonata(`{% ${goesOn} and $states.input.after > 0 %}`), waiting)
    .when(Condition.jsonata(`{% ${goesOn} %}`), running)
    .when(Condition.jsonata('{% $exists($states.input.wake) %}'), waking)
    .otherwise(done)
  waiting.next(running)
  return running.next(then)
}
