import { ConnectError } from '../../sdk/errors.ts'
import type { WriteShape } from '../dialect.ts'
import type { Opened } from '../open-connection.ts'
import { shownTable } from './table-name.ts'

const shown = (keys: readonly (readonly string[])[]) => keys.map(key => `(${key.join(', ')})`).join(', ')

/** Throws when an upsert would be an insert every time, as nothing in the table tells that a row is there. */
export const checkUpsertKey = async ({ connection }: Opened, { table, keys }: WriteShape): Promise<void> => {
  const unique = await connection.uniqueKeys?.(table)
  const names = keys.map(({ column }) => column.name)
  if (unique === undefined || unique.some(key => key.every(name => names.includes(name)))) return
  const has = unique.length === 0 ? 'none at all' : `those of ${shown(unique)}`
  throw new ConnectError(
    'EXTERNAL',
    `An upsert by ${shown([names])} needs a primary key or a unique index of these columns, and table ${shownTable(table)} has ${has}: each record would be another row. Give the table one, or choose other pk.fields`,
    { retriable: false },
  )
}
