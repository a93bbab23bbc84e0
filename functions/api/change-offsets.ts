import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { GroupChange } from '../../events/group-change.ts'
import type { ConnectorState } from '../runtime/state/connectors.ts'
import { alterOffsets, isStopped, type OffsetChange } from '../runtime/state/offsets.ts'
import type { ApiOptions } from './api-options.ts'
import { knownConnector } from './known-connector.ts'
import { staleConfig } from './stale-config.ts'

/** What is to become of a connector's offsets, and of the group that shows them when it is a sink. */
export interface OffsetChanges {
  readonly changes: readonly OffsetChange[]
  readonly group?: Pick<GroupChange, 'commit' | 'reset'>
  /** of a source whose offsets are in Kafka too */
  readonly entries?: GroupChange['entries']
}

/** ms that a stop may take before a change of offsets is refused, within what API Gateway waits for an answer */
const stopTimeout = 15_000
/** ms until it is looked again, doubling */
const firstLook = 100
const attempts = 5

const notStopped = (name: string, why: string) =>
  new ConnectError(
    'INVALID_REQUEST',
    `Connectors must be in the STOPPED state before their offsets can be modified. This can be done for the specified connector by issuing a 'PUT' request to the '/connectors/${name}/stop' endpoint${why}`,
  )

/** The connector when it is stopped; a stop that is under way is waited for. */
const stoppedConnector = async (api: ApiOptions, name: string): Promise<ConnectorState> => {
  const until = api.clock.now() + stopTimeout
  for (let look = firstLook; ; look *= 2) {
    const state = await knownConnector(api, name)
    if (isStopped(state.connector)) return state
    if (state.connector.wanted !== 'STOPPED') throw notStopped(name, '')
    if (api.clock.now() + look > until) throw notStopped(name, '; that is under way, its tasks still run')
    await api.clock.sleep(look)
  }
}

/** Kafka has to forget what is reset: a sink without an offset would go on from its group's. */
const resetGroup = async (api: ApiOptions, connector: string, reset: GroupChange['reset']): Promise<void> => {
  if (reset.length === 0) return
  const change: GroupChange = { version: 1, role: 'group', connector, commit: [], reset }
  const { outcome } = await api.changeGroup(change).catch(() => ({ outcome: 'failed' }))
  if (outcome === 'done') return
  const failed = `Failed to reset consumer group offsets for connector ${connector}`
  if (outcome === 'failed') throw new ConnectError('KAFKA', `${failed}: Kafka cannot be reached`)
  throw new ConnectError('CONFLICT', `${failed}: the group has members that have not left it yet`)
}

/** A topic of source offsets is what others read: it has to have them before they count. */
const changeEntries = async (
  api: ApiOptions,
  connector: string,
  entries: NonNullable<GroupChange['entries']>,
): Promise<void> => {
  if (entries.length === 0) return
  const change: GroupChange = { version: 1, role: 'group', connector, commit: [], reset: [], entries }
  const { outcome } = await api.changeGroup(change).catch(() => ({ outcome: 'failed' }))
  if (outcome === 'done') return
  throw new ConnectError(
    'KAFKA',
    `Failed to write the offsets of connector ${connector} to their topic: ${outcome === 'failed' ? 'Kafka cannot be reached' : 'Kafka has refused them'}`,
  )
}

/** Shows the new offsets, like everything that the group shows: it holds also when Kafka does not take them. */
const mirror = async (api: ApiOptions, connector: string, commit: GroupChange['commit']): Promise<void> => {
  if (commit.length === 0) return
  const change: GroupChange = { version: 1, role: 'group', connector, commit, reset: [] }
  await api.changeGroup(change).catch(() => undefined)
}

/** Changes the offsets of a stopped connector, which it resolves to; decided anew when somebody changed it meanwhile. */
export const changeOffsets = async (
  api: ApiOptions,
  name: string,
  decide: (state: ConnectorState) => OffsetChanges | Promise<OffsetChanges>,
): Promise<ConnectorState> => {
  for (let n = 0; n < attempts; n++) {
    const state = await stoppedConnector(api, name)
    const { changes, group, entries } = await decide(state)
    await resetGroup(api, name, group?.reset ?? [])
    await changeEntries(api, name, entries ?? [])
    if (!(await alterOffsets(api.table, state.connector, changes))) continue
    await mirror(api, name, group?.commit ?? [])
    return state
  }
  throw staleConfig()
}
