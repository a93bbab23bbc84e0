import { Rule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction as InvokesFunction } from 'aws-cdk-lib/aws-events-targets'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'

interface Triggers {
  readonly bucketNames: readonly string[]
  readonly queueArns: readonly string[]
}

/** Hands what happens elsewhere to the function that starts connectors. */
export const triggerBy = (
  scope: Construct,
  trigger: LambdaFunction,
  { bucketNames, queueArns }: Triggers,
): void => {
  if (bucketNames.length > 0)
    new Rule(scope, 'ObjectsCreated', {
      description: 'Kafka Connect: new objects start connectors',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: bucketNames } },
      },
      targets: [new InvokesFunction(trigger)],
    })
  for (const arn of queueArns) trigger.addEventSource(new SqsEventSource(Queue.fromQueueArn(scope, arn, arn)))
}
