import { openFunctions } from '../adapters/aws/functions.ts'
import { openDynamoDbTable } from '../adapters/state/dynamodb-table.ts'
import { systemClock } from '../adapters/system-clock.ts'
import { variable, workerProperties } from '../lambda/environment.ts'
import { askGroupChange } from '../lambda/group-changes.ts'
import { askKafka } from '../lambda/kafka-queries.ts'
import { lambdaPlugins } from '../lambda/plugins.ts'
import { askProbe } from '../lambda/probe.ts'
import { lambdaTiming } from '../lambda/timing.ts'
import { createApi } from './api.ts'
import { KAFKA_CONNECT_VERSION } from './version.ts'

const { env } = process
const worker = workerProperties(env)
const functions = openFunctions()
const scheduleFunction = variable(env, 'SCHEDULE_FUNCTION')
const planFunction = variable(env, 'PLAN_FUNCTION')
const kafka = askKafka(functions, planFunction)

export const handler = createApi({
  table: openDynamoDbTable({ tableName: variable(env, 'TABLE_NAME'), callTimeout: lambdaTiming.call }),
  plugins: await lambdaPlugins(worker, env),
  worker,
  version: KAFKA_CONNECT_VERSION,
  kafkaClusterId: () => kafka.clusterId().catch(() => null),
  probe: askProbe(functions, planFunction),
  changeGroup: askGroupChange(functions, planFunction),
  clock: systemClock,
  wake: connector => functions.start(scheduleFunction, { version: 1, ...(connector && { connector }) }),
  workerId: variable(env, 'AWS_LAMBDA_FUNCTION_NAME'),
})
