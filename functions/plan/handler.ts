import type { Context } from 'aws-lambda'
import { readGroupChange } from '../../events/group-change.ts'
import { readKafkaQuery } from '../../events/kafka-query.ts'
import { readProbe } from '../../events/probe.ts'
import { answerKafkaQuery } from '../lambda/kafka-queries.ts'
import { leftOfFailure, type RunOne, runGroups } from '../lambda/run-group.ts'
import { openRuntime } from '../lambda/runtime.ts'
import { probeConfig } from '../runtime/probe-config.ts'
import { changeGroup } from '../runtime/sink/change-group.ts'
import { connectorKey } from '../runtime/state/items.ts'
import { plan } from './plan.ts'

/** A plan that waits for runs to let go of what has to move comes back after this, s. */
const settling = 1

const planOne: RunOne = runtime => async run => {
  const outcome = await plan(runtime)(run)
  if (outcome === 'failed') return leftOfFailure(runtime, connectorKey(run.connector))
  return {
    again: outcome === 'waiting',
    after: settling,
    ...(outcome === 'planned' && { wake: run.connector }),
  }
}

const open = openRuntime()
const runPlans = runGroups(open, planOne)

const roleOf = (event: unknown): unknown =>
  typeof event === 'object' && event !== null && 'role' in event ? event.role : undefined

export const handler = async (event: unknown, context: Context) => {
  switch (roleOf(event)) {
    case 'query':
      return answerKafkaQuery((await open()).kafka, readKafkaQuery(event))
    case 'probe':
      return probeConfig(await open(), readProbe(event).config)
    case 'group':
      return changeGroup(await open(), readGroupChange(event))
    default:
      return runPlans(event, context)
  }
}
