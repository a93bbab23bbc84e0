import { ConnectError } from '../../connectors/sdk/errors.ts'
import { type ConnectorState, readConnector } from '../runtime/state/connectors.ts'
import type { ApiOptions } from './api-options.ts'

/** The connector; `NOT_FOUND` with Kafka Connect's text for the resource when there is none. */
export const knownConnector = async (
  { table }: ApiOptions,
  name: string,
  missing = `Connector ${name} not found`,
): Promise<ConnectorState> => {
  const state = await readConnector(table, name)
  if (state === undefined) throw new ConnectError('NOT_FOUND', missing)
  return state
}
