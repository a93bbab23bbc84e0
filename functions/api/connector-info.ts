import type { ConnectorState } from '../runtime/state/connectors.ts'
import type { TaskItem } from '../runtime/state/items.ts'
import type { ApiOptions } from './api-options.ts'
import { hideSecrets } from './secrets.ts'

/** The tasks that a connector has by its present plan: none when it is stopped, none of one that was deleted. */
export const tasksOf = ({
  connector,
  tasks,
}: Pick<ConnectorState, 'connector' | 'tasks'>): readonly TaskItem[] =>
  connector.wanted === 'STOPPED' ? [] : tasks.filter(task => task.lineage === connector.lineage)

/** Kafka Connect's ConnectorInfo; secrets hidden. */
export const connectorInfo = async (
  { plugins }: ApiOptions,
  state: Pick<ConnectorState, 'connector' | 'tasks'>,
) => {
  const { name, type, config } = state.connector
  return {
    name,
    config: await hideSecrets(plugins, config),
    tasks: tasksOf(state).map(({ task }) => ({ connector: name, task })),
    type,
  }
}
