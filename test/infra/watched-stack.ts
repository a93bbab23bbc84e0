import { App, Stack } from 'aws-cdk-lib'
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb'
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { Alarms, type AlarmsProps } from '../../infra/alarms.ts'
import { Dashboard } from '../../infra/dashboard.ts'

/** Alarms and dashboard over what a deployment has, as small as it can be. */
export const watchedStack = (
  over: Partial<Pick<AlarmsProps, 'maxLag'>> & { readonly told?: boolean } = {},
) => {
  const { told = true, ...rest } = over
  const stack = new Stack(new App(), 'Watched')
  const lambda = (id: string, memorySize: number) =>
    new LambdaFunction(stack, id, {
      code: Code.fromInline('exports.handler = async () => {}'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_22_X,
      memorySize,
      logGroup: new LogGroup(stack, `${id}Logs`),
    })
  const functions = { schedule: lambda('Schedule', 512), sinkTask: lambda('SinkTask', 1024) }
  const table = new Table(stack, 'Table', { partitionKey: { name: 'pk', type: AttributeType.STRING } })
  const definitionBody = DefinitionBody.fromChainable(new Pass(stack, 'Pass'))
  const stateMachine = new StateMachine(stack, 'Scheduler', { definitionBody })
  const watched = { functions, table, stateMachine, namespace: 'KafkaConnect', deployment: 'production' }
  const topic = told ? new Topic(stack, 'Topic') : undefined
  const alarms = new Alarms(stack, 'Alarms', { ...watched, ...rest, topic })
  new Dashboard(stack, 'Dashboard', { ...watched, alarms: alarms.all })
  return { stack, alarms }
}
