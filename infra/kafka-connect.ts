import { Annotations, Aws, Duration, Names, Stack } from 'aws-cdk-lib'
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch'
import {
  Connections,
  type IConnectable,
  type ISecurityGroup,
  type IVpc,
  SecurityGroup,
  type SubnetSelection,
} from 'aws-cdk-lib/aws-ec2'
import { Grant, type IGrantable, type IPrincipal, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import type { MetricName } from '../events/metrics.ts'
import { Alarms } from './alarms.ts'
import { bundle } from './bundle.ts'
import { checkProps, checkWorker } from './check-props.ts'
import type { FunctionNetwork } from './connect-function.ts'
import { connectorMetric, type MetricSource } from './connect-metrics.ts'
import { type ApiProps, controlPlane } from './control-plane.ts'
import { Dashboard } from './dashboard.ts'
import { feedByEvents } from './event-source.ts'
import { type ConnectFunctions, connectFunctions, type TaskFunctionProps } from './functions.ts'
import { together } from './grants.ts'
import type { KafkaCluster } from './kafka/kafka-cluster.ts'
import { findPlugins, pluginPathOf } from './plugin-path.ts'
import { scheduler, tick } from './scheduler.ts'
import { type StateTable, stateTable } from './state-table.ts'

export interface KafkaConnectProps {
  readonly kafka: KafkaCluster
  /** worker properties as in Kafka Connect: `key.converter`, `value.converter`, `producer.*` … */
  readonly workerProperties?: Readonly<Record<string, string>>
  /**
   * connectors, converters and transformations of your own: files, npm packages, or folders of them, from where the app
   * runs; they are bundled with the functions. Default: those that `plugin.path` of the worker names
   */
  readonly plugins?: readonly string[]
  /** default: the functions are in no VPC, and reach what is public */
  readonly vpc?: IVpc
  /** default: the private subnets */
  readonly vpcSubnets?: SubnetSelection
  /** default: one of its own, from which everything may be reached */
  readonly securityGroups?: readonly ISecurityGroup[]
  readonly api?: ApiProps
  readonly sourceTask?: TaskFunctionProps
  readonly sinkTask?: TaskFunctionProps
  /** invocations that the scheduler has at work at a time. Default: 100; at most 1000 */
  readonly maxConcurrency?: number
  /** secrets that configurations may refer to, as `${secretsmanager:…}` */
  readonly secrets?: readonly ISecret[]
  /** a state table that is there, of a stack that was deleted: its connectors go on. Default: a new one */
  readonly stateTable?: StateTable
  /** told when an alarm goes off, and when it is over. Default: nobody, alarms show on the dashboard alone */
  readonly alarmTopic?: ITopic
  /** by how much a sink may be behind before that is an alarm. Default: 15 minutes */
  readonly maxLag?: Duration
  /**
   * for table, logs and environments of functions; the policy of a key that exists must let CloudWatch Logs use it.
   * Default: keys that AWS manages
   */
  readonly encryptionKey?: IKey
}

/** The modules with plugins. What `plugin.path` names in vain is told: files of workers name folders of jars. */
const pluginModules = (scope: Construct, { plugins, workerProperties = {} }: KafkaConnectProps) => {
  const { modules, unread } = findPlugins(plugins ?? pluginPathOf(workerProperties))
  if (plugins !== undefined && unread.length > 0) throw new Error(`plugins: ${unread.join('; ')}`)
  for (const line of unread)
    Annotations.of(scope).addWarningV2('kafka-connect:plugin.path', `plugin.path: ${line}`)
  return modules
}

const METRICS_NAMESPACE = 'KafkaConnect'

const networkOf = (scope: Construct, props: KafkaConnectProps): FunctionNetwork | undefined => {
  const { vpc, vpcSubnets = {} } = props
  if (vpc === undefined) return undefined
  const own = () =>
    new SecurityGroup(scope, 'SecurityGroup', { vpc, description: 'Kafka Connect: functions' })
  return { vpc, vpcSubnets, securityGroups: props.securityGroups ?? [own()] }
}

/**
 * Kafka Connect without workers: its REST API, a scheduler, and functions that run connectors. What is granted to it is
 * granted to the functions that run connectors: `bucket.grantReadWrite(connect)`.
 */
export class KafkaConnect extends Construct implements IGrantable, IConnectable {
  /** of the REST API, without a slash at its end */
  readonly url: string
  readonly api: HttpApi
  readonly table: StateTable
  readonly stateMachine: StateMachine
  /** `trigger` takes events that start connectors: notifications of S3, messages of SQS, events and schedules of EventBridge */
  readonly functions: ConnectFunctions
  readonly grantPrincipal: IPrincipal
  readonly connections: Connections
  readonly alarms: Alarms
  readonly dashboard: Dashboard
  private readonly metrics: MetricSource

  constructor(scope: Construct, id: string, props: KafkaConnectProps) {
    super(scope, id)
    checkProps(props)
    const { encryptionKey, maxConcurrency = 100 } = props
    const network = networkOf(this, props)
    const kafka = props.kafka.bind(this, network)
    const worker = { ...props.workerProperties, ...kafka.properties }
    checkWorker(this, worker)
    const stateMachineName = Names.uniqueResourceName(this, { maxLength: 80 })
    this.connections = new Connections({ securityGroups: [...(network?.securityGroups ?? [])] })
    encryptionKey?.grantEncryptDecrypt(new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`))
    this.table = props.stateTable ?? stateTable(this, encryptionKey)
    this.metrics = { namespace: METRICS_NAMESPACE, deployment: this.node.path }
    this.functions = connectFunctions(this, {
      table: this.table,
      bundle: bundle(pluginModules(this, props)),
      worker: Stack.of(this).toJsonString(worker),
      metrics: this.metrics,
      sourceTask: props.sourceTask ?? {},
      sinkTask: props.sinkTask ?? {},
      maxConcurrency,
      stateMachineName,
      network,
      encryptionKey,
    })
    const { api, schedule, plan, sourceTask, sinkTask, sinkEvent } = this.functions
    this.grantPrincipal = together([plan, sourceTask, sinkTask, sinkEvent])
    feedByEvents({ kafka, network, plan, sinkEvent })
    kafka.grant(this)
    for (const secret of props.secrets ?? []) secret.grantRead(this)
    this.stateMachine = scheduler(this, {
      name: stateMachineName,
      functions: { plan, source: sourceTask, sink: sinkTask },
      schedule,
      timeout: Duration.minutes(15),
      maxConcurrency,
      encryptionKey,
    })
    tick(this, schedule)
    this.api = controlPlane(this, { ...props.api, handler: api, worker, encryptionKey })
    this.url = this.api.apiEndpoint
    const watched = {
      ...this.metrics,
      functions: this.functions,
      table: this.table,
      stateMachine: this.stateMachine,
    }
    this.alarms = new Alarms(this, 'Alarms', { ...watched, topic: props.alarmTopic, maxLag: props.maxLag })
    this.dashboard = new Dashboard(this, 'Dashboard', { ...watched, alarms: this.alarms.all })
  }

  /** A metric of one connector, every five minutes, by the statistic that is right for it. */
  metric(name: MetricName, connector: string, options: MetricOptions = {}): Metric {
    return connectorMetric(METRICS_NAMESPACE, name, {
      deployment: this.metrics.deployment,
      connector,
      ...options,
    })
  }

  /** By how many seconds a sink is behind. */
  metricLag(connector: string, options?: MetricOptions): Metric {
    return this.metric('sink-lag-seconds-max', connector, options)
  }

  /** Tasks of a connector that have failed, and will be tried again unless it was for good. */
  metricFailures(connector: string, options?: MetricOptions): Metric {
    return this.metric('task-failure-total', connector, options)
  }

  /** Lets somebody call the REST API, where IAM decides who may. */
  grantInvokeApi(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['execute-api:Invoke'],
      resourceArns: [this.api.arnForExecuteApi()],
    })
  }
}
