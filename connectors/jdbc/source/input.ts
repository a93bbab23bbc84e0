import type { Partition } from '../../sdk/record.ts'
import type { Column } from '../dialect.ts'
import type { Opened } from '../open-connection.ts'
import { orderKeyOf } from './order-key.ts'
import { oldPartition, queryPartition } from './positions.ts'
import type { SourceSettings } from './settings.ts'
import { type OrderKey, type Origin, trackedStatement } from './statements.ts'
import { bareName, quotedName, tablesNamed } from './table-name.ts'
import { placeOf, queryTracking, type Tracking, trackingOf } from './tracking.ts'

/** What is read: a table or a query. */
export interface Input {
  readonly partition: Partition
  /** where offsets of older versions of the peer are */
  readonly old?: Partition
  /** for errors: `table 'shop.orders'` */
  readonly where: string
  readonly topic: string
  /** Looks into the database; `undefined`: there is no such table. */
  resolve(opened: Opened): Promise<Resolved | undefined>
}

/** An input as the database has it now. */
export interface Resolved {
  readonly origin: Origin
  readonly tracking: Tracking
  /** one of the timestamps' columns, where it is known */
  readonly timestampColumn?: Column | undefined
  /** of the value's schema */
  readonly name?: string
  /** orders rows that nothing else does */
  readonly key?: OrderKey | undefined
  /** of the record's key */
  readonly keyNames: readonly string[]
  /** whether a column may be null, where that is known */
  readonly nullable: ReadonlyMap<string, boolean>
}

const found = async (name: string, { connection, dialect }: Opened) => {
  for (const table of tablesNamed(name, dialect)) {
    const columns = await connection.columns(table)
    if (columns !== undefined) return { table, columns }
  }
  return undefined
}

/** `name`: qualified, as in offsets. */
export const tableInput = (settings: SourceSettings, name: string, partition: Partition): Input => ({
  partition,
  old: oldPartition(bareName(name)),
  where: `table '${name}'`,
  topic: settings.topicPrefix + bareName(name),
  resolve: async opened => {
    const described = await found(name, opened)
    if (described === undefined) return undefined
    const { table, columns } = described
    const tracking = trackingOf(settings, { table: name, columns, dialect: opened.dialect })
    const needsKey = tracking.incrementing === undefined || settings.recordKey === 'primary_key'
    const keyNames = needsKey ? await opened.connection.primaryKey(table) : []
    return {
      origin: { select: `SELECT * FROM ${quotedName(table, opened.dialect)}`, suffix: settings.querySuffix },
      tracking,
      name: table.table,
      timestampColumn: columns.find(({ name }) => name === tracking.timestamps[0]),
      key: orderKeyOf(keyNames, columns, opened.dialect),
      keyNames: settings.recordKey === 'primary_key' ? keyNames : [],
      nullable: new Map(columns.map(column => [column.name, column.nullable])),
    }
  },
})

const noColumns: ReadonlyMap<string, boolean> = new Map()

/** Ends where it begins: it tells columns, and nothing else. */
const nothing = { ms: 0, nanos: 0 }

/** What a timestamp is compared by depends on its type, for some databases, in other zones than UTC. */
const findTimestampColumn = async (
  { reading: { timeZone }, incrementingInitial: incrementing }: SourceSettings,
  { origin, tracking }: Pick<Resolved, 'origin' | 'tracking'>,
  { connection, dialect }: Opened,
): Promise<Column | undefined> => {
  const [name] = tracking.timestamps
  if (name === undefined || dialect.instantOf === undefined || timeZone === 'UTC') return undefined
  const range = { incrementing, from: nothing, until: nothing }
  const statement = trackedStatement(dialect, origin, { tracking, timeZone, ...range })
  for await (const { columns } of connection.stream(statement, { batchRows: 1 }))
    return columns[placeOf(columns, name, 'the query')]
  return undefined
}

/** The statement of a query, to put more behind it. */
export const queryOrigin = ({ query, querySuffix }: SourceSettings): Origin => ({
  select: query.trim().replace(/;$/, ''),
  suffix: querySuffix,
})

export const queryInput = (settings: SourceSettings): Input => {
  let timestampColumn: Promise<Column | undefined> | undefined
  const [origin, tracking] = [queryOrigin(settings), queryTracking(settings)]
  return {
    partition: queryPartition,
    where: 'the query',
    topic: settings.topicPrefix,
    resolve: async opened => {
      timestampColumn ??= findTimestampColumn(settings, { origin, tracking }, opened)
      return { origin, tracking, timestampColumn: await timestampColumn, keyNames: [], nullable: noColumns }
    },
  }
}
