import { ConnectError } from '../../sdk/errors.ts'
import type { Dialect, TableId } from '../dialect.ts'

const malformed = (name: string, problem: string) =>
  new ConnectError('DATA', `Failure parsing fully qualified identifier; ${problem} ${name}`)

/** The parts between dots; a part in quotes may have dots itself. */
const partsOf = (name: string, mark: string): readonly string[] => {
  const parts: string[] = []
  let at = 0
  do {
    const quoted = name.startsWith(mark, at)
    const end = quoted ? name.indexOf(mark, at + 1) : name.indexOf('.', at)
    if (quoted && end < 0) throw malformed(name, 'missing trailing quote in')
    const stop = end < 0 ? name.length : end
    parts.push(name.slice(quoted ? at + 1 : at, stop))
    const after = quoted ? stop + 1 : stop
    at = name[after] === '.' ? after + 1 : after
    if (at > after && at === name.length) throw malformed(name, 'ends in delimiter')
  } while (at < name.length)
  return parts
}

/** The table that a configuration names: `table`, `schema.table`, `catalog.schema.table`, each in quotes or not. */
export const parseTableName = (name: string, { naming }: Pick<Dialect, 'naming'>): TableId => {
  const parts = partsOf(name, naming.mark)
  const [first = '', second = '', third] = parts
  if (parts.length === 1) return { table: first }
  if (parts.length === 2)
    return naming.qualifier === 'catalog'
      ? { catalog: first, table: second }
      : { schema: first, table: second }
  if (parts.length === 3 && third !== undefined) return { catalog: first, schema: second, table: third }
  throw malformed(name, 'more than three parts in')
}

/** As the peer prints it. */
export const shownTable = ({ catalog, schema, table }: TableId): string =>
  [catalog, schema, table]
    .filter(part => part !== undefined)
    .map(part => `"${part}"`)
    .join('.')
