import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A request of a function, as its runtime has written it down. */
interface Call {
  readonly functionName: string
  readonly method: string
  readonly path: string
  /** `DynamoDB_20120810.GetItem`; empty where the path names the operation */
  readonly target: string
  /** of a transaction */
  readonly body?: string
  /** it was answered that this is not allowed */
  readonly denied?: boolean
}

const prefixes: Readonly<Record<string, string>> = {
  AWSStepFunctions: 'states',
  AmazonSSM: 'ssm',
  DynamoDB_20120810: 'dynamodb',
  secretsmanager: 'secretsmanager',
}

/** A transaction is allowed by what it consists of. */
const transactionActions: Readonly<Record<string, string>> = {
  ConditionCheck: 'dynamodb:ConditionCheckItem',
  Delete: 'dynamodb:DeleteItem',
  Get: 'dynamodb:GetItem',
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
}

const ofTransaction = (body: string) => {
  const { TransactItems = [] }: { TransactItems?: readonly object[] } = JSON.parse(body)
  return TransactItems.flatMap(item => Object.keys(item)).map(part => transactionActions[part] ?? part)
}

const ofTarget = ({ target, body }: Call): readonly string[] => {
  if (body !== undefined) return ofTransaction(body)
  const [service = '', operation = ''] = target.split('.')
  return [`${prefixes[service] ?? service}:${operation}`]
}

/** By method and path; the first that fits. */
const paths: readonly (readonly [RegExp, string])[] = [
  [/^POST \/2015-03-31\/functions\/[^/]+\/invocations/, 'lambda:InvokeFunction'],
  [/^POST \/2015-03-31\/functions\/[^/]+\/aliases$/, 'lambda:CreateAlias'],
  [/^GET \/2015-03-31\/functions\/[^/]+\/aliases\//, 'lambda:GetAlias'],
  [/^PUT \/2015-03-31\/functions\/[^/]+\/aliases\//, 'lambda:UpdateAlias'],
  [/^DELETE \/2015-03-31\/functions\/[^/]+\/aliases\//, 'lambda:DeleteAlias'],
  [/^POST \/2015-03-31\/event-source-mappings\/?$/, 'lambda:CreateEventSourceMapping'],
  [/^GET \/2015-03-31\/event-source-mappings\/?(\?|$)/, 'lambda:ListEventSourceMappings'],
  [/^GET \/2015-03-31\/event-source-mappings\//, 'lambda:GetEventSourceMapping'],
  [/^PUT \/2015-03-31\/event-source-mappings\//, 'lambda:UpdateEventSourceMapping'],
  [/^DELETE \/2015-03-31\/event-source-mappings\//, 'lambda:DeleteEventSourceMapping'],
  [/^\w+ \/20\d\d-\d\d-\d\d\//, 'lambda:?'],
  [/^GET \/v1\/clusters\/[^/]+\/bootstrap-brokers/, 'kafka:GetBootstrapBrokers'],
  [/^\w+ \/(api\/)?v\d\//, 'kafka:?'],
  [/^(GET|HEAD) \/[^/?]+\/?(\?|$)/, 's3:ListBucket'],
  [/^(GET|HEAD) /, 's3:GetObject'],
  [/^DELETE .*[?&]uploadId=/, 's3:AbortMultipartUpload'],
  [/^DELETE /, 's3:DeleteObject'],
  [/^(PUT|POST) /, 's3:PutObject'],
]

/** What no rule knows keeps its `?`, with the request. */
const ofPath = ({ method, path }: Call): string => {
  const request = `${method} ${path}`
  const action = paths.find(([pattern]) => pattern.test(request))?.[1] ?? '?'
  return action.endsWith('?') ? `${action} ${request}` : action
}

const actionsOf = (call: Call) => (call.target === '' ? [ofPath(call)] : ofTarget(call))

const recordedCalls = async (dataDir: string): Promise<readonly Call[]> => {
  const text = await readFile(join(dataDir, 'calls'), 'utf8').catch(() => '')
  return text.split('\n').flatMap(line => (line === '' ? [] : JSON.parse(line)))
}

/** The IAM actions that each function has made use of so far. */
export const observedActions = async (dataDir: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
  const calls = (await recordedCalls(dataDir)).filter(({ denied }) => !denied)
  const byFunction = Map.groupBy(calls, call => call.functionName)
  return new Map([...byFunction].map(([name, made]) => [name, new Set(made.flatMap(actionsOf))]))
}

/** What functions were not allowed: `function: dynamodb:PutItem`. */
export const deniedActions = async (dataDir: string): Promise<readonly string[]> => {
  const denied = (await recordedCalls(dataDir)).filter(call => call.denied)
  return denied.map(call => `${call.functionName}: ${actionsOf(call).join(', ')}`)
}
