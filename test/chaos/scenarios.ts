import type { Scenario } from './scenario.ts'
import {
  brokerCuts,
  brokerCutsExactlyOnce,
  brokerKilled,
  brokerKilledExactlyOnce,
  brokerSlow,
  brokerUnreachable,
} from './scenarios/broker-faults.ts'
import { clockJumps, clocksOff } from './scenarios/clocks.ts'
import { crashPoints, crashPointsExactlyOnce } from './scenarios/crash-points.ts'
import { deadlines } from './scenarios/deadlines.ts'
import { diskFullBroker, diskFullState } from './scenarios/disk-full.ts'
import { frozen, frozenExactlyOnce, frozenUnfenced } from './scenarios/frozen-runner.ts'
import { invocations } from './scenarios/invocations.ts'
import { killBoth } from './scenarios/kill-both.ts'
import { killExactlyOnce } from './scenarios/kill-exactly-once.ts'
import { killSink } from './scenarios/kill-sink.ts'
import { killSource } from './scenarios/kill-source.ts'
import { poison } from './scenarios/poison.ts'
import { s3Failing } from './scenarios/s3-failing.ts'
import {
  fiveRunners,
  fiveRunnersDynamoDb,
  twoRunners,
  twoRunnersDynamoDb,
} from './scenarios/several-runners.ts'
import { tableThrottling, tableUnanswered, tableUnreachable } from './scenarios/table-faults.ts'
import { failing1, failing10, failing100 } from './scenarios/target-failing.ts'

/** Every scenario, in the order in which they are played. */
export const scenarios: readonly Scenario[] = [
  killSource,
  killSink,
  killBoth,
  crashPoints,
  twoRunners,
  fiveRunners,
  twoRunnersDynamoDb,
  fiveRunnersDynamoDb,
  frozen,
  frozenUnfenced,
  invocations,
  deadlines,
  clocksOff,
  clockJumps,
  brokerKilled,
  brokerUnreachable,
  brokerSlow,
  brokerCuts,
  tableThrottling,
  tableUnanswered,
  tableUnreachable,
  failing1,
  failing10,
  failing100,
  s3Failing,
  poison,
  diskFullState,
  diskFullBroker,
  killExactlyOnce,
  crashPointsExactlyOnce,
  frozenExactlyOnce,
  brokerKilledExactlyOnce,
  brokerCutsExactlyOnce,
]

/** Enough to see that each kind of fault still happens and is survived; those of a group are played at the same time. */
export const shortForm: readonly (readonly Scenario[])[] = [
  [killExactlyOnce, failing10, frozen],
  [crashPoints, tableUnanswered],
  [brokerCuts],
]
