import { openExecutions } from '../adapters/aws/executions.ts'
import { openFunctions } from '../adapters/aws/functions.ts'
import { openDynamoDbTable } from '../adapters/state/dynamodb-table.ts'
import { variable } from '../lambda/environment.ts'
import { askKafka } from '../lambda/kafka-queries.ts'
import { openTelemetry } from '../lambda/telemetry.ts'
import { lambdaTiming } from '../lambda/timing.ts'
import { dispatch } from './schedule.ts'
import { withSurvey } from './with-survey.ts'

const { env } = process

const context = {
  table: openDynamoDbTable({ tableName: variable(env, 'TABLE_NAME'), callTimeout: lambdaTiming.call }),
  kafka: askKafka(openFunctions(), variable(env, 'PLAN_FUNCTION')),
  timing: lambdaTiming,
  ...openTelemetry(env),
  executions: openExecutions(variable(env, 'STATE_MACHINE_ARN')),
  maxConcurrency: Number(variable(env, 'MAX_CONCURRENCY')),
}

export const handler = withSurvey(context, dispatch(context))
