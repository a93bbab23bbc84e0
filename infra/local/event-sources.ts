import { ConnectError } from '../../connectors/sdk/errors.ts'
import { aliasOf } from '../../functions/runtime/connector-alias.ts'
import type {
  EventSource,
  EventSourceSettings,
  EventSources,
} from '../../functions/runtime/ports/event-sources.ts'
import type { Item, Json, Table, Write } from '../../functions/runtime/ports/table.ts'

/** A mapping as it is stored: pollers of whatever process follow it. */
export interface StoredMapping {
  /** sort key of its item */
  readonly id: string
  readonly connector: string
  readonly settings: EventSourceSettings
  readonly deleted: boolean
  /** grows with every change */
  readonly version: number
  /** the version that pollers follow; absent: none yet */
  readonly followed?: number
  /** the process whose poller it is, until then by the table's time */
  readonly owner?: string
  readonly ownedUntil?: number
}

const pk = 'EVENT_SOURCES'
const keyOf = (id: string) => ({ pk, sk: id })
const idOf = (connector: string, topic: string) => `${aliasOf(connector)}/${topic}`

const mappingOf = ({ sk, attributes }: Item): StoredMapping => ({
  ...(attributes as unknown as Omit<StoredMapping, 'id'>),
  id: sk,
})

export const readMappings = async (table: Table, prefix = '') => {
  const { items, at } = await table.query(pk, prefix)
  return { mappings: items.map(mappingOf), at }
}

/** Changes what is stored of a mapping, unless somebody else did meanwhile. */
export const changeMapping = async (
  table: Table,
  { id, version, owner }: StoredMapping,
  set: Write['set'],
): Promise<boolean> =>
  (await table.write({ kind: 'mapping', key: keyOf(id), when: { version, owner }, set })).ok

const json = (settings: EventSourceSettings): Json => JSON.parse(JSON.stringify(settings))

/** Event source mappings on this machine: what is wanted of them stands in the table, where the pollers find it. */
export const localEventSources = (table: Table): EventSources => {
  const change = async (id: string, set: Write['set']): Promise<void> => {
    const { item } = await table.get(keyOf(id))
    const version = item === undefined ? undefined : mappingOf(item).version
    const next = { ...set, version: (version ?? 0) + 1 }
    const { ok } = await table.write({ kind: 'mapping', key: keyOf(id), when: { version }, set: next })
    if (!ok) throw new ConnectError('EXTERNAL', `The event source ${id} is being changed by others`)
  }
  const sourceOf = ({ id, settings, version, followed, deleted }: StoredMapping): EventSource => ({
    id,
    settings,
    changing: deleted || version !== followed,
  })
  return {
    attach: async () => undefined,
    detach: async () => undefined,
    list: async connector => {
      const { mappings } = await readMappings(table, `${aliasOf(connector)}/`)
      return mappings.filter(m => !m.deleted || m.version !== m.followed).map(sourceOf)
    },
    create: (connector, settings) =>
      change(idOf(connector, settings.topic), {
        connector,
        settings: json(settings),
        deleted: false,
      }),
    update: ({ id }, settings) => change(id, { settings: json(settings) }),
    delete: ({ id }) => change(id, { deleted: true }),
  }
}
