import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { lambdaTiming, poll } from '../../functions/lambda/timing.ts'
import { restartPolicy } from '../../functions/runtime/config/restart-config.ts'
import { GROUP_SIZES, INPUT_ROOM } from '../../functions/schedule/schedule.ts'
import { CHAIN_CAP } from '../../infra/chain.ts'
import { table, withTables } from '../helpers/generated-tables.ts'

const page = new URL('../../docs/aws/architecture.md', import.meta.url).pathname
const restart = restartPolicy({})
const seconds = (ms: number) => `${ms / 1_000} s`

const times = table(
  ['', ''],
  [
    [
      'lease of a task; renewed at most every',
      `${seconds(lambdaTiming.lease)}; ${seconds(lambdaTiming.renew)}`,
    ],
    ['checkpoint, at which a run also learns what is wanted of it', seconds(lambdaTiming.checkpoint)],
    ['one call to the table, to Kafka', seconds(lambdaTiming.call)],
    ['a claim that led to no run is due again after', seconds(lambdaTiming.dispatch)],
    ['an idle task is looked at after', `${seconds(poll.min)}, later and later, up to ${seconds(poll.max)}`],
    [
      'a task that failed is tried again after',
      `${seconds(restart.min)}, later and later, up to ${seconds(restart.max)}`,
    ],
    ['a slice ends by itself before its function would', seconds(lambdaTiming.margin)],
    ['invocations of a chain, before the scheduler takes over', String(CHAIN_CAP)],
    ['idle sources of one invocation; idle sinks', `${GROUP_SIZES.source}; ${GROUP_SIZES.sink}`],
    ['characters of an execution’s input', INPUT_ROOM.toLocaleString('en-US')],
  ],
  { numbers: false },
)

it('docs/aws/architecture.md has the times as they are (vitest -u writes them)', async () => {
  await expect(withTables(readFileSync(page, 'utf8'), { times })).toMatchFileSnapshot(page)
})
