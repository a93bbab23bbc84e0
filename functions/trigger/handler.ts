import { openFunctions } from '../adapters/aws/functions.ts'
import { openDynamoDbTable } from '../adapters/state/dynamodb-table.ts'
import { variable } from '../lambda/environment.ts'
import { lambdaTiming } from '../lambda/timing.ts'
import { trigger } from './trigger.ts'

const { env } = process
const functions = openFunctions()
const scheduleFunction = variable(env, 'SCHEDULE_FUNCTION')

export const handler = trigger({
  table: openDynamoDbTable({ tableName: variable(env, 'TABLE_NAME'), callTimeout: lambdaTiming.call }),
  wake: connector => functions.start(scheduleFunction, { version: 1, connector }),
})
