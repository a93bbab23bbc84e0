import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Item, Json, Table } from '../ports/table.ts'
import {
  attributesOf,
  type Config,
  type ConnectorItem,
  connectorKey,
  connectorOf,
  connectorPk,
  listKey,
  type TaskItem,
  taskKey,
  taskOf,
  type Wanted,
} from './items.ts'
import { isFree } from './lease.ts'

/** A connector with everything stored about it, read at one moment. */
export interface ConnectorState {
  readonly connector: ConnectorItem
  /** those in the plan, by number */
  readonly tasks: readonly TaskItem[]
  readonly items: readonly Item[]
  readonly at: number
}

/** Everything about a connector; `undefined` when there is none (any more). */
export const readConnector = async (table: Table, name: string): Promise<ConnectorState | undefined> => {
  const { items, at } = await table.query(connectorPk(name))
  const found = items.find(item => item.sk === 'CONFIG')
  if (found === undefined) return undefined
  const connector = connectorOf(found)
  if (connector.deleted) return undefined
  const tasks = items.filter(item => item.sk.startsWith('TASK#')).map(taskOf)
  return { connector, tasks: tasks.filter(task => !task.gone), items, at }
}

export const connectorNames = async (table: Table): Promise<readonly string[]> => {
  const { items } = await table.query('CONNECTORS')
  return items.filter(item => item.attributes.exists === true).map(item => item.sk)
}

type Changes = Readonly<Record<string, Json | undefined>>

const attempts = 20

/**
 * Changes the wish for a connector and makes its plan due: the holder of the plan's lease, if there is one, sees the
 * new generation when it lets go. Conditional on `seq`, so that no holder lets go in between.
 */
const wish = async (
  table: Table,
  name: string,
  change: (connector: ConnectorItem | undefined, exists: boolean) => Changes,
): Promise<ConnectorItem> => {
  const key = connectorKey(name)
  for (let n = 0; n < attempts; n++) {
    const { item, at } = await table.get(key)
    const now = item && connectorOf(item)
    const exists = now !== undefined && !now.deleted
    const changes = change(now, exists)
    const generation = (now?.generation ?? 0) + 1
    const dueAt = now === undefined || isFree(now, at, table.clockError) ? at : now.leaseUntil
    const write = {
      kind: 'wish',
      key,
      when: { generation: now?.generation, seq: now?.seq },
      set: { ...changes, dueAt, generation },
    }
    const listed = changes.deleted !== true
    const { ok } =
      exists && listed
        ? await table.write(write)
        : await table.transact([
            write,
            { kind: 'list', key: listKey(name), when: {}, set: { exists: listed } },
          ])
    if (ok)
      return { ...connectorOf({ ...key, attributes: { ...item?.attributes, ...attributesOf(write.set) } }) }
  }
  throw new ConnectError('CONFLICT', `Connector ${name} is being changed by others all the time; try again`)
}

export interface NewConnector {
  readonly name: string
  readonly type: 'source' | 'sink'
  readonly config: Config
  readonly wanted: Wanted
}

const first = { epoch: 0, seq: 0, attempts: 0, status: { state: 'UNASSIGNED' } } as const

/** Creates a connector; `CONFLICT` when the name is taken. A name that was deleted keeps its epochs and lineage. */
export const createConnector = (table: Table, created: NewConnector): Promise<ConnectorItem> =>
  wish(table, created.name, (tombstone, exists) => {
    if (exists) throw new ConnectError('CONFLICT', `Connector ${created.name} already exists`)
    const { type, config, wanted } = created
    return {
      ...(tombstone === undefined ? { ...first, lineage: 0 } : { status: first.status, attempts: 0 }),
      type,
      config,
      wanted,
      deleted: undefined,
    }
  })

const notFound = (name: string) => new ConnectError('NOT_FOUND', `Connector ${name} not found`)

/** Replaces the configuration of a connector that exists. */
export const configureConnector = (
  table: Table,
  name: string,
  configure: (connector: ConnectorItem) => { readonly type: 'source' | 'sink'; readonly config: Config },
): Promise<ConnectorItem> =>
  wish(table, name, (connector, exists) => {
    if (!exists || connector === undefined) throw notFound(name)
    return { ...configure(connector), attempts: 0 }
  })

/** Pauses, stops or resumes. Already so: changes nothing. */
export const setWanted = async (table: Table, name: string, wanted: Wanted): Promise<void> => {
  await wish(table, name, (connector, exists) => {
    if (!exists || connector === undefined) throw new ConnectError('NOT_FOUND', `Unknown connector ${name}`)
    return { wanted, attempts: 0 }
  })
}

/** Plans anew, also when planning had failed for good. */
export const replanConnector = async (table: Table, name: string): Promise<void> => {
  await wish(table, name, (connector, exists) => {
    if (!exists || connector === undefined) throw new ConnectError('NOT_FOUND', `Unknown connector: ${name}`)
    return { attempts: 0, status: { state: 'RESTARTING' } }
  })
}

/** Leaves a tombstone: generation, epochs and offsets stay, everything else goes. The plan that is due takes the tasks down. */
export const deleteConnector = async (table: Table, name: string): Promise<void> => {
  await wish(table, name, (connector, exists) => {
    if (!exists || connector === undefined) throw notFound(name)
    return { deleted: true, wanted: 'STOPPED', config: {}, lineage: connector.lineage + 1 }
  })
}

/**
 * Ends whatever run has the task and makes it due at once: the epoch grows, the lease's end stays, so that a run that
 * is still writing is not overtaken.
 */
export const restartTask = async (table: Table, name: string, task: number): Promise<void> => {
  const key = taskKey(name, task)
  for (let n = 0; n < attempts; n++) {
    const { item: found, at } = await table.get(key)
    const item = found && taskOf(found)
    if (item === undefined || item.gone) throw new ConnectError('NOT_FOUND', `Unknown task: ${name}-${task}`)
    // without partitions it never runs: it shows what events have come to
    const runs = item.partitions.length > 0
    const { ok } = await table.write({
      kind: 'revoke',
      key,
      when: { epoch: item.epoch },
      set: {
        epoch: item.epoch + 1,
        attempts: 0,
        status: { state: runs ? 'RESTARTING' : 'RUNNING' },
        ...(runs &&
          item.wanted === 'RUNNING' && {
            dueAt: isFree(item, at, table.clockError) ? at : item.leaseUntil,
          }),
      },
    })
    if (ok) return
  }
  throw new ConnectError(
    'CONFLICT',
    `Task ${name}-${task} is being changed by others all the time; try again`,
  )
}
