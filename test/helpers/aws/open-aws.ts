import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { InvokeCommand, type InvokeCommandOutput } from '@aws-sdk/client-lambda'
import { startEmulator } from '../../../infra/local/emulator.ts'
import { type AwsClients, openClients } from './clients.ts'
import { type Deployment, deployStack } from './deploy.ts'
import { startLambdaWithKafka } from './event-source-mappings.ts'
import { runningExecutions, stopExecution } from './executions.ts'
import { functionLog } from './function-log.ts'
import { type ApiAnswer, type ApiRequest, callApi } from './http-api.ts'
import { type Invocation, runningInvocations } from './invocations.ts'
import { deniedActions, observedActions } from './observed-actions.ts'
import { createTables } from './tables.ts'

export interface AwsOptions {
  /** the folder of a synthesized app with one stack (`cdk.out`) */
  readonly assembly: string
  /** the endpoint of DynamoDB Local, where the stack's tables are made; without it they are the emulator's */
  readonly dynamodb?: string
  /** functions may do what their roles allow, and no more; default: everything */
  readonly enforceIam?: boolean
}

/** A stack that is deployed and runs on this machine. */
export interface Aws {
  /** of every service but DynamoDB */
  readonly endpoint: string
  /** of Lambda as functions see it, with event source mappings of Kafka */
  readonly lambdaEndpoint: string
  readonly clients: AwsClients
  readonly deployment: Deployment
  /** physical ids of the resources of a type: `AWS::Lambda::Function`; by logical id */
  idsOf(type: string): Promise<ReadonlyMap<string, string>>
  /** calls the stack's only HTTP API */
  callApi(request: ApiRequest): Promise<ApiAnswer>
  /** invokes and waits for the result */
  invoke(functionName: string, event: unknown): Promise<InvokeResult>
  running(): Promise<readonly Invocation[]>
  /** the IAM actions that each function has made use of so far, by the function's name */
  observedActions(): Promise<ReadonlyMap<string, ReadonlySet<string>>>
  /** what functions were not allowed so far: `function: action` */
  deniedActions(): Promise<readonly string[]>
  /** stops an execution; its functions end what they do, and begin no further `invocation` of it, as on AWS */
  stopExecution(executionArn: string): Promise<void>
  /** the lines that a function has printed */
  log(functionName: string): Promise<readonly string[]>
  /** resolves when no execution and no function has run for `quiet` ms (default 500); rejects after `timeout` ms (default 60,000) */
  untilIdle(options?: { readonly quiet?: number; readonly timeout?: number }): Promise<void>
  /** ends everything, functions included */
  close(): Promise<void>
}

interface InvokeResult {
  /** of a success the function's result, of a failure `errorType`, `errorMessage` and `trace` */
  readonly payload: unknown
  readonly failed: boolean
}

const resultOf = ({ Payload, FunctionError }: InvokeCommandOutput): InvokeResult => ({
  payload: JSON.parse(Payload?.transformToString() || 'null'),
  failed: FunctionError !== undefined,
})

const idsOf = async (deployment: Deployment, type: string) => {
  const resources = (await deployment.resources()).filter(each => each.type === type)
  return new Map(resources.map(each => [each.logicalId, each.physicalId]))
}

const onlyApi = async (deployment: Deployment) => {
  const [id, ...others] = (await idsOf(deployment, 'AWS::ApiGatewayV2::Api')).values()
  if (id === undefined || others.length > 0)
    throw new Error(
      `stack ${deployment.stackName} has ${id ? 1 + others.length : 0} HTTP APIs; one is allowed`,
    )
  return id
}

const idleWaiter =
  (clients: AwsClients, dataDir: string): Aws['untilIdle'] =>
  async ({ quiet = 500, timeout = 60_000 } = {}) => {
    const end = performance.now() + timeout
    let since = performance.now()
    while (performance.now() - since < quiet) {
      await sleep(50)
      const executions = await runningExecutions(clients.stepFunctions)
      const invocations = await runningInvocations(dataDir)
      if (executions.length + invocations.length === 0) continue
      since = performance.now()
      if (since < end) continue
      const names = [...executions.map(each => each.name), ...invocations.map(each => each.functionName)]
      throw new Error(`after ${timeout} ms there still run ${names.join(', ')}`)
    }
  }

const deploy = async (
  endpoints: { readonly aws: string; readonly lambda: string },
  clients: AwsClients,
  { assembly, dynamodb }: AwsOptions,
) => {
  const all = { ...endpoints, dynamodb: dynamodb ?? endpoints.aws }
  const deployment = await deployStack({ assembly, clients, endpoints: all })
  if (dynamodb !== undefined) await createTables(deployment, dynamodb)
  return deployment
}

/** Starts an emulator of AWS and deploys a synthesized app to it. */
export const openAws = async (options: AwsOptions): Promise<Aws> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'aws-'))
  const { enforceIam = false } = options
  const emulator = await startEmulator({ dataDir, enforceIam, log: console.log })
  const { endpoint } = emulator
  const lambda = await startLambdaWithKafka(endpoint)
  const clients = openClients(endpoint, lambda.endpoint)
  const close = async () => {
    for (const client of Object.values(clients)) client.destroy()
    const closing = lambda.close()
    // nothing that it holds is wanted any more
    await emulator.kill()
    await closing
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const deployment = await deploy({ aws: endpoint, lambda: lambda.endpoint }, clients, options)
    return {
      endpoint,
      lambdaEndpoint: lambda.endpoint,
      clients,
      deployment,
      idsOf: type => idsOf(deployment, type),
      callApi: async request => callApi(endpoint, await onlyApi(deployment), request),
      invoke: async (FunctionName, event) =>
        resultOf(
          await clients.lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) })),
        ),
      running: () => runningInvocations(dataDir),
      observedActions: () => observedActions(dataDir),
      deniedActions: () => deniedActions(dataDir),
      stopExecution: async executionArn => {
        await appendFile(join(dataDir, 'stopped'), `${executionArn.split(':').at(-1)}\n`)
        await stopExecution(clients.stepFunctions, executionArn)
      },
      log: functionName => functionLog(endpoint, clients.lambda, functionName),
      untilIdle: idleWaiter(clients, dataDir),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
