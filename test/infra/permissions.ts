import { Template } from 'aws-cdk-lib/assertions'
import { Key } from 'aws-cdk-lib/aws-kms'
import { asText, type Statement, statementsOf } from './statements.ts'
import { clusterArn, ownStack, secretArn, serverlessArn, templateOf, variants } from './variants.ts'

interface Reason {
  /** all actions of the statement */
  readonly actions: readonly string[]
  /** a statement on this alone; default: on anything */
  readonly on?: string
  readonly why: string
  /** why a resource or an action has a wildcard; needed where one has */
  readonly wildcard?: string
}

/** Why a statement is in a policy: the first that fits. */
export const reasons: readonly Reason[] = [
  { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], why: 'writes its own log' },
  {
    actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
    why: 'hands over its traces',
    wildcard: 'traces have no ARN',
  },
  {
    actions: [
      'xray:PutTraceSegments',
      'xray:PutTelemetryRecords',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
    ],
    why: 'hands over its traces, and asks which to make',
    wildcard: 'traces have no ARN',
  },
  {
    actions: [
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    why: 'in a VPC: Lambda makes and removes its network interfaces',
    wildcard: 'Lambda demands it so: the interfaces are made and found by these calls themselves',
  },
  {
    actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    why: 'reads state, and changes it under conditions; transactions consist of such changes',
  },
  {
    actions: ['dynamodb:Query', 'dynamodb:UpdateItem'],
    why: 'reads all state of a connector at one moment, and changes it under conditions',
  },
  { actions: ['dynamodb:Query'], on: 'the index of what is due', why: 'looks up what is due' },
  {
    actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    why: 'with a key of one’s own: reads and writes what it encrypts',
    wildcard: 'variants of one action, of one key',
  },
  {
    actions: [
      'kafka-cluster:Connect',
      'kafka-cluster:DescribeCluster',
      'kafka-cluster:WriteDataIdempotently',
    ],
    why: 'MSK with IAM: logs in, finds the brokers, produces without duplicates',
  },
  {
    actions: [
      'kafka-cluster:CreateTopic',
      'kafka-cluster:DescribeTopic',
      'kafka-cluster:ReadData',
      'kafka-cluster:WriteData',
    ],
    why: 'MSK with IAM: reads topics, writes them and dead letters, and creates those that are missing',
    wildcard: 'which topics there are, connectors say',
  },
  {
    actions: ['kafka-cluster:AlterGroup', 'kafka-cluster:DeleteGroup', 'kafka-cluster:DescribeGroup'],
    why: 'MSK with IAM: mirrors positions of sinks into groups, where tools for lag look, and resets them',
    wildcard: 'a group is named after its connector',
  },
  {
    actions: ['kafka-cluster:AlterTransactionalId', 'kafka-cluster:DescribeTransactionalId'],
    why: 'MSK with IAM: sources that write exactly once do so in transactions, which plans end for them',
    wildcard: 'a transactional id is named after its task',
  },
  {
    actions: ['kafka:GetBootstrapBrokers'],
    why: 'asks for the addresses of the cluster, when the stack is deployed',
  },
  {
    actions: ['kafka:DescribeCluster', 'kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'],
    why: 'sinks with run.mode=event: Lambda’s pollers, which act in its name, find the cluster',
  },
  {
    actions: ['kafka-cluster:DescribeClusterDynamicConfiguration'],
    why: 'sinks with run.mode=event, MSK with IAM: Lambda’s pollers, which log in in its name, ask for it',
  },
  {
    actions: ['ec2:DescribeVpcs', 'ec2:DescribeSecurityGroups'],
    why: 'sinks with run.mode=event: Lambda’s pollers, which act in its name, find their place in the VPC',
    wildcard: 'EC2 takes no resource for these',
  },
  {
    actions: ['lambda:GetAlias', 'lambda:CreateAlias', 'lambda:UpdateAlias', 'lambda:DeleteAlias'],
    why: 'sinks with run.mode=event: each has an alias that its event source mapping invokes',
    wildcard: 'an alias is named after its connector',
  },
  {
    actions: [
      'lambda:CreateEventSourceMapping',
      'lambda:UpdateEventSourceMapping',
      'lambda:DeleteEventSourceMapping',
    ],
    why: 'sinks with run.mode=event: makes, changes and removes their event source mappings',
    wildcard: 'a mapping has no ARN before it is made; the condition says of which function',
  },
  {
    actions: ['lambda:ListEventSourceMappings'],
    why: 'sinks with run.mode=event: finds their event source mappings',
    wildcard: 'Lambda takes no resource for it',
  },
  {
    actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
    why: 'resolves references to secrets; Lambda’s pollers describe them, too',
  },
  {
    actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
    why: 'writes objects, and looks whether one is there already; none can be deleted',
    wildcard: 'a connector names its objects by what is in them',
  },
  { actions: ['s3:ListBucket'], why: 'tells an object that is absent from one that is forbidden' },
  { actions: ['lambda:InvokeFunction'], on: 'plan', why: 'asks what only those can answer that reach Kafka' },
  { actions: ['lambda:InvokeFunction'], on: 'schedule', why: 'has what has changed looked at at once' },
  {
    actions: ['lambda:InvokeFunction'],
    on: 'schedule, `schedule:*`',
    why: 'has it look at what is due',
    wildcard: 'versions of the function, of which there are none; the CDK’s grant',
  },
  {
    actions: ['lambda:InvokeFunction'],
    on: 'plan, source-task, sink-task',
    why: 'runs what is due',
  },
  {
    actions: ['states:StartExecution', 'states:ListExecutions'],
    why: 'starts what is due, and counts what is at work',
  },
  {
    actions: ['states:ListMapRuns'],
    why: 'finds the map of an execution, to count what is at work',
    wildcard: 'each execution has a name of its own',
  },
  {
    actions: ['states:DescribeMapRun'],
    why: 'counts what is at work',
    wildcard: 'each execution has a name of its own',
  },
  { actions: ['states:StartExecution'], why: 'starts the children of its map' },
  {
    actions: ['states:DescribeExecution', 'states:StopExecution'],
    why: 'follows and stops the children of its map',
    wildcard: 'each execution has a name of its own',
  },
  {
    actions: ['states:RedriveExecution'],
    why: 'starts children anew that failed, when somebody redrives an execution by hand; the CDK’s grant',
    wildcard: 'each execution has a name of its own',
  },
  {
    actions: [
      'logs:CreateLogDelivery',
      'logs:GetLogDelivery',
      'logs:UpdateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:DescribeResourcePolicies',
      'logs:DescribeLogGroups',
    ],
    why: 'has its log delivered',
    wildcard: 'CloudWatch Logs takes no resource for these',
  },
]

/** Ids of functions in the template, with the names of their folders. */
const functionNames: Readonly<Record<string, string>> = {
  ApiHandler: 'api',
  BootstrapServers: 'bootstrap-servers',
  Plan: 'plan',
  Schedule: 'schedule',
  SinkEvent: 'sink-event',
  SinkTask: 'sink-task',
  SourceTask: 'source-task',
  Trigger: 'trigger',
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** A template's resources in words. */
const words: readonly (readonly [RegExp, string])[] = [
  [/^<ConnectState\.Arn>\/index\/due$/, 'the index of what is due'],
  [/^<ConnectState\.Arn>$/, 'the state table'],
  [/^<Connect\w+Logs\.Arn>$/, 'its log group'],
  [/^<Key\.Arn>$/, 'the key'],
  [/^(arn:.*|<part 0.*>):topic\/.*\/\*$/, 'the topics of the cluster: `…:topic/<cluster>/*`'],
  [/^(arn:.*|<part 0.*>):group\/.*\/\*$/, 'the groups of the cluster: `…:group/<cluster>/*`'],
  [
    /^(arn:.*|<part 0.*>):transactional-id\/.*\/\*$/,
    'the transactional ids of the cluster: `…:transactional-id/<cluster>/*`',
  ],
  [
    new RegExp(`^(${[clusterArn, serverlessArn].map(escaped).join('|')}|<ConnectCluster\\.Arn>)$`),
    'the cluster',
  ],
  [new RegExp(`^${escaped(secretArn)}$`), 'the secret of the login to Kafka'],
  [/^arn:aws:secretsmanager:/, 'each secret that is named'],
  [/^arn:<AWS::Partition>:s3:::[\w-]+\/\*$/, 'objects of each bucket that is named: `…/*`'],
  [/^arn:<AWS::Partition>:s3:::[\w-]+$/, 'each bucket that is named'],
  [/:stateMachine:\w+$|^<ConnectScheduler>$/, 'the state machine'],
  [/:execution:.*\/Groups:\*$/, 'executions of its map: `…/Groups:*`'],
  [/:execution:.*:\*$/, 'executions of the state machine: `…:*`'],
  [/:mapRun:.*\/\*$/, 'map runs of the state machine: `…/*`'],
  [/^\*$/, '`*`'],
]

const functionNamed = (resource: string) => {
  const [, id = '', versions] = /^<Connect(\w+)\.Arn>(:\*)?$/.exec(resource) ?? []
  const name = functionNames[id]
  if (name === undefined) return undefined
  return versions ? `\`${name}:*\`` : name
}

const inWords = (resource: string): string => {
  const text = words.find(([pattern]) => pattern.test(resource))?.[1] ?? functionNamed(resource)
  if (text === undefined) throw new Error(`got the resource ${resource}, there are no words for it`)
  return text
}

const roleInWords = (role: string): string => {
  if (role.startsWith('SchedulerRoleForTarget')) return 'the tick'
  if (role === 'ConnectSchedulerRole') return 'the state machine'
  const id = role.replace(/^Connect(.*)Role$/, '$1')
  return functionNames[id] ?? id
}

export interface Permission {
  readonly who: string
  readonly actions: readonly string[]
  readonly on: string
}

/** `{ StringLike: { 'lambda:FunctionArn': … } }` */
const conditionsInWords = (condition: Statement['condition'] = {}) =>
  Object.values(condition).flatMap(keys =>
    Object.entries(keys).map(([key, value]) => {
      const values = [value].flat().map(each => inWords(asText(each)))
      return ` where \`${key}\` is ${values.join(' or ')}`
    }),
  )

const permissionOf = ({ role, actions, resources, condition }: Statement): Permission => ({
  who: roleInWords(role),
  actions,
  on: resources.map(inWords).join(', ') + conditionsInWords(condition).join(' and'),
})

export const reasonOf = ({ actions, on }: Permission): Reason | undefined =>
  reasons.find(
    reason =>
      reason.actions.toSorted().join() === actions.toSorted().join() &&
      (reason.on === undefined || reason.on === on),
  )

const encrypted = () =>
  Template.fromStack(ownStack(stack => ({ encryptionKey: new Key(stack, 'Key') })).stack)

/** Every statement of every role, whatever a deployment is made of. */
export const allStatements: readonly Statement[] = [...variants.map(templateOf), encrypted()].flatMap(
  statementsOf,
)

/** The same in words, each once. */
export const permissions: readonly Permission[] = [
  ...new Map(
    allStatements.map(permissionOf).map(each => [[each.who, each.actions.toSorted(), each.on].join(), each]),
  ).values(),
]
