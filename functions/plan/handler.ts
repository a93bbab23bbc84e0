import type { Context } from 'aws-lambda'
import { readKafkaQuery } from '../../events/kafka-query.ts'
import { answerKafkaQuery } from '../lambda/kafka-queries.ts'
import { type RunOne, runGroups } from '../lambda/run-group.ts'
import { openRuntime } from '../lambda/runtime.ts'
import { plan } from './plan.ts'

/** A plan that waits for runs to let go of what has to move comes back after this, s. */
const settling = 1

const planOne: RunOne = runtime => async run => {
  const outcome = await plan(runtime)(run)
  return {
    again: outcome === 'waiting',
    after: settling,
    ...(outcome === 'planned' && { wake: run.connector }),
  }
}

const open = openRuntime()
const runPlans = runGroups(open, planOne)

const isQuery = (event: unknown) =>
  typeof event === 'object' && event !== null && 'role' in event && event.role === 'query'

export const handler = async (event: unknown, context: Context) =>
  isQuery(event) ? answerKafkaQuery((await open()).kafka, readKafkaQuery(event)) : runPlans(event, context)
