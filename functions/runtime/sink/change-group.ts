import { isRetriable } from '../../../connectors/sdk/errors.ts'
import type { GroupChange, GroupChanged } from '../../../events/group-change.ts'
import { withUsedConfig } from '../config/used-config.ts'
import { groupOf } from '../connector.ts'
import type { Runtime } from '../runtime.ts'
import { changeEntries } from '../source/change-entries.ts'
import { readConnector } from '../state/connectors.ts'

type Needs = Pick<Runtime, 'table' | 'kafka' | 'configProviders' | 'plugins' | 'worker' | 'metrics'>

/** Brings Kafka in line with offsets that were changed by hand. What could not be is counted, and told. */
export const changeGroup = async (runtime: Needs, change: GroupChange): Promise<GroupChanged> => {
  const { kafka, metrics } = runtime
  const { connector, commit, reset, entries = [] } = change
  const found = (await readConnector(runtime.table, connector))?.connector
  if (found === undefined) return { version: 1, outcome: 'failed' }
  try {
    if (found.type === 'source') await changeEntries(runtime, found, entries)
    else {
      const group = await withUsedConfig(runtime, found.config, async used => groupOf(used.config))
      await kafka.deleteGroupOffsets(group, reset)
      await kafka.commitGroupOffsets(group, commit)
    }
    return { version: 1, outcome: 'done' }
  } catch (error) {
    metrics.put({ 'group-offset-commit-failure-total': 1 }, { connector })
    return { version: 1, outcome: isRetriable(error) ? 'failed' : 'refused' }
  }
}
