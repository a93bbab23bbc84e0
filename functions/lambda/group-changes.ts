import type { GroupChange, GroupChanged } from '../../events/group-change.ts'
import type { Functions } from '../adapters/aws/functions.ts'

/** Changes groups through `functions/plan`, where Kafka itself is out of reach. */
export const askGroupChange =
  (functions: Functions, planFunction: string) =>
  async (change: GroupChange): Promise<GroupChanged> =>
    (await functions.ask(planFunction, change)) as GroupChanged
