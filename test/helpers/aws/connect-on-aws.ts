import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, Stack } from 'aws-cdk-lib'
import { selfManagedKafka } from '../../../infra/kafka/self-managed.ts'
import { KafkaConnect, type KafkaConnectProps } from '../../../infra/kafka-connect.ts'
import { type ConnectRest, connectRest } from '../connect-rest.ts'
import { openS3Objects, type S3Objects } from '../s3-objects.ts'
import { openTopics, type Topics } from '../topics.ts'
import { signature } from './http-api.ts'
import { type Aws, openAws } from './open-aws.ts'
import { otherCode } from './other-code.ts'

export interface ConnectOnAwsOptions {
  readonly bootstrap: string
  /** default: the table is the emulator's, which knows what roles allow */
  readonly dynamodb?: string
  readonly props?: Partial<KafkaConnectProps>
  /** functions may do what their roles allow, and no more */
  readonly enforceIam?: boolean
  /** what else is in the stack */
  readonly beside?: (stack: Stack, connect: KafkaConnect) => void
}

/** This project as its stack runs it, on an emulator of AWS with a real broker. */
export interface ConnectOnAws {
  readonly aws: Aws
  readonly rest: ConnectRest
  readonly topics: Topics
  /** for files that connectors read or write */
  readonly dir: string
  /** names of the functions, by the ids that the construct gives them: `SourceTask` */
  functionName(id: string): Promise<string>
  readonly stateMachineArn: string
  objects(bucket: string): S3Objects
  /** deploys another release over this one, with these props besides those that it was opened with */
  update(props: Partial<KafkaConnectProps>): Promise<void>
  /** deploys the first release again */
  rollBack(): Promise<void>
  close(): Promise<void>
}

const synthesize = (outdir: string, { bootstrap, props, beside }: ConnectOnAwsOptions) => {
  const app = new App({ outdir })
  const stack = new Stack(app, 'Test')
  const kafka = selfManagedKafka({ bootstrapServers: [bootstrap] })
  const connect = new KafkaConnect(stack, 'Connect', { kafka, ...props })
  beside?.(stack, connect)
  app.synth()
}

const only = (ids: ReadonlyMap<string, string>): string => {
  const [id, ...others] = ids.values()
  if (id === undefined || others.length > 0) throw new Error(`got ${ids.size} resources, expected one`)
  return id
}

const functionNamed = async (aws: Aws, id: string): Promise<string> => {
  const functions = await aws.idsOf('AWS::Lambda::Function')
  const [, name] = [...functions].find(([logicalId]) => logicalId.startsWith(`Connect${id}`)) ?? []
  if (name !== undefined) return name
  throw new Error(`no function is called ${id}, there are ${[...functions.keys()].join(', ')}`)
}

export const openConnectOnAws = async (options: ConnectOnAwsOptions): Promise<ConnectOnAws> => {
  const dir = await mkdtemp(join(tmpdir(), 'connect-on-aws-'))
  const { dynamodb, enforceIam = false } = options
  synthesize(join(dir, 'cdk.out'), options)
  const aws = await openAws({ assembly: join(dir, 'cdk.out'), enforceIam, ...(dynamodb && { dynamodb }) })
  const apiId = only(await aws.idsOf('AWS::ApiGatewayV2::Api'))
  const topics = await openTopics(options.bootstrap)
  return {
    aws,
    topics,
    dir,
    rest: connectRest(`${aws.endpoint}/_aws/execute-api/${apiId}/$default`, { authorization: signature }),
    functionName: id => functionNamed(aws, id),
    stateMachineArn: only(await aws.idsOf('AWS::StepFunctions::StateMachine')),
    objects: bucket => openS3Objects(aws.endpoint, bucket),
    update: async props => {
      const assembly = await mkdtemp(join(dir, 'release-'))
      synthesize(assembly, { ...options, props: { ...options.props, ...props } })
      await otherCode(assembly)
      await aws.deployment.update(assembly)
    },
    rollBack: () => aws.deployment.update(join(dir, 'cdk.out')),
    close: async () => {
      await topics.close()
      await aws.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
