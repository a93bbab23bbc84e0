import { isRetriable } from '../../../connectors/sdk/errors.ts'
import type { GroupChange, GroupChanged } from '../../../events/group-change.ts'
import { withUsedConfig } from '../config/used-config.ts'
import { groupOf } from '../connector.ts'
import type { Runtime } from '../runtime.ts'
import { readConnector } from '../state/connectors.ts'

type Needs = Pick<Runtime, 'table' | 'kafka' | 'configProviders' | 'plugins' | 'worker' | 'metrics'>

/** Brings the consumer group of a sink in line with its offsets. What could not be is counted, and told. */
export const changeGroup = async (runtime: Needs, change: GroupChange): Promise<GroupChanged> => {
  const { kafka, metrics } = runtime
  const { connector, commit, reset } = change
  const config = (await readConnector(runtime.table, connector))?.connector.config
  if (config === undefined) return { version: 1, outcome: 'failed' }
  try {
    const group = await withUsedConfig(runtime, config, async used => groupOf(used.config))
    await kafka.deleteGroupOffsets(group, reset)
    await kafka.commitGroupOffsets(group, commit)
    return { version: 1, outcome: 'done' }
  } catch (error) {
    metrics.put({ 'group-offset-commit-failure-total': 1 }, { connector })
    return { version: 1, outcome: isRetriable(error) ? 'failed' : 'refused' }
  }
}
