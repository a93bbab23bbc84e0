import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  Capability,
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  type Stack,
  UpdateStackCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation'
import {
  BucketAlreadyOwnedByYou,
  CreateBucketCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { type Endpoints, editTemplate } from './allowed-edits.ts'
import { type Asset, readAssembly } from './assembly.ts'
import type { AwsClients } from './clients.ts'
import type { Template } from './template.ts'

export interface DeployOptions {
  /** a folder that `cdk synth` has written */
  readonly assembly: string
  readonly clients: AwsClients
  readonly endpoints: Endpoints
}

/** A stack on the emulator. */
export interface Deployment {
  readonly stackName: string
  /** the stack's outputs by their logical ids */
  outputs(): Promise<Readonly<Record<string, string>>>
  resources(): Promise<readonly StackResource[]>
  /** as the emulator has it */
  template(): Promise<Template>
  /** deploys another assembly of the stack over it */
  update(assembly: string): Promise<void>
  delete(): Promise<void>
}

interface StackResource {
  readonly logicalId: string
  /** what the emulator calls it: a function's name, a queue's URL */
  readonly physicalId: string
  readonly type: string
}

const templateKey = 'template.json'

const createBucket = async (s3: S3Client, bucket: string) => {
  await s3.send(new CreateBucketCommand({ Bucket: bucket })).catch(error => {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error
  })
}

const upload = async (s3: S3Client, assets: readonly Asset[]) => {
  await Promise.all([...new Set(assets.map(each => each.bucket))].map(bucket => createBucket(s3, bucket)))
  await Promise.all(
    assets.map(({ bucket, key, body }) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body })),
    ),
  )
}

const describe = async (client: CloudFormationClient, stackName: string): Promise<Stack | undefined> => {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }))
  return Stacks[0]
}

const reasons = async (client: CloudFormationClient, stackName: string) => {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: stackName }))
  const failed = StackEvents.filter(event => event.ResourceStatus?.endsWith('FAILED'))
  return failed.map(event => `${event.LogicalResourceId}: ${event.ResourceStatusReason}`).join('; ')
}

const longest = 60_000

const settled = async (client: CloudFormationClient, stackName: string) => {
  const end = performance.now() + longest
  for (;;) {
    const status = (await describe(client, stackName))?.StackStatus ?? ''
    if (!status.endsWith('_IN_PROGRESS')) {
      if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE') return
      throw new Error(`stack ${stackName} is ${status}: ${await reasons(client, stackName)}`)
    }
    if (performance.now() > end) throw new Error(`stack ${stackName} is still ${status}`)
    await sleep(50)
  }
}

/** Uploads an assembly's assets and its template; gives what create and update take. */
const prepare = async (assembly: string, stackName: string, { clients, endpoints }: DeployOptions) => {
  const { template, assets } = readAssembly(assembly)
  const bucket = `templates-${stackName.toLowerCase()}`
  const body = Buffer.from(JSON.stringify(editTemplate(template, endpoints)))
  await upload(clients.s3, [...assets, { bucket, key: templateKey, body }])
  return {
    StackName: stackName,
    TemplateURL: `${endpoints.aws}/${bucket}/${templateKey}`,
    Capabilities: [Capability.CAPABILITY_NAMED_IAM],
  }
}

/** Creates the stack of an assembly, with the allowed edits and no other, and waits until it is complete. */
export const deployStack = async (options: DeployOptions): Promise<Deployment> => {
  const { cloudFormation } = options.clients
  const { assembly } = options
  // resources are named after their stack: those of several tests share DynamoDB Local
  const stackName = `${readAssembly(assembly).stackName}-${randomUUID().slice(0, 8)}`
  const stack = await prepare(assembly, stackName, options)
  await cloudFormation.send(new CreateStackCommand(stack))
  await settled(cloudFormation, stackName)
  return {
    stackName,
    outputs: async () => {
      const { Outputs = [] } = (await describe(cloudFormation, stackName)) ?? {}
      return Object.fromEntries(Outputs.map(each => [each.OutputKey ?? '', each.OutputValue ?? '']))
    },
    resources: async () => {
      const command = new DescribeStackResourcesCommand({ StackName: stackName })
      const { StackResources = [] } = await cloudFormation.send(command)
      return StackResources.map(each => ({
        logicalId: each.LogicalResourceId ?? '',
        physicalId: each.PhysicalResourceId ?? '',
        type: each.ResourceType ?? '',
      }))
    },
    template: async () => {
      const command = new GetTemplateCommand({ StackName: stackName, TemplateStage: 'Original' })
      return JSON.parse((await cloudFormation.send(command)).TemplateBody ?? '')
    },
    update: async assembly => {
      await cloudFormation.send(new UpdateStackCommand(await prepare(assembly, stackName, options)))
      await settled(cloudFormation, stackName)
    },
    delete: async () => {
      await cloudFormation.send(new DeleteStackCommand({ StackName: stackName }))
      const config = { client: cloudFormation, maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.2 }
      await waitUntilStackDeleteComplete(config, { StackName: stackName })
    },
  }
}
