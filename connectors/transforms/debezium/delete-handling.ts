import { boolean, type ConfigOf, defineConfig, string } from '../../sdk/config.ts'
import { allowing } from '../../sdk/validators.ts'
import { valueOneOf } from './value-one-of.ts'

interface DeleteHandling {
  /** `null`: the value is null and keeps its schema; `tombstone`: it has neither */
  readonly deletes: 'drop' | 'null' | 'tombstone' | 'rewrite'
  readonly tombstones: 'drop' | 'keep'
}

const byDefault: DeleteHandling = { deletes: 'null', tombstones: 'drop' }
const modes: Readonly<Record<string, DeleteHandling>> = {
  drop: { deletes: 'drop', tombstones: 'drop' },
  tombstone: byDefault,
  rewrite: { deletes: 'rewrite', tombstones: 'drop' },
  'rewrite-with-tombstone': { deletes: 'rewrite', tombstones: 'keep' },
  'delete-to-tombstone': { deletes: 'tombstone', tombstones: 'drop' },
}
const earlierModes: Readonly<Record<string, DeleteHandling['deletes']>> = {
  drop: 'drop',
  none: 'null',
  rewrite: 'rewrite',
}

/** A key that Debezium no longer has; `harmless` are values that asked for nothing. */
const removed = (instead: string, ...harmless: readonly string[]) =>
  string({
    default: null,
    importance: 'LOW',
    doc: `Refused: an early Debezium had it. Instead: ${instead}.`,
    validator: allowing(harmless.map(value => `\`${value}\``).join(', ') || 'nothing', value => {
      if (value !== null && !harmless.includes(value.toLowerCase()))
        throw new Error(`Debezium has removed it. Instead: ${instead}`)
    }),
  })

export const deleteHandlingConfig = defineConfig({
  'delete.tombstone.handling.mode': string({
    default: null,
    importance: 'MEDIUM',
    doc: 'What becomes of deletes and of the tombstones after them. `drop`: neither goes on. `tombstone`, which is the default: a delete has a null value with the schema of its rows; tombstones do not go on. `rewrite`: a delete has the row as it was, and every row says in a field `__deleted` whether it was deleted, `true` or `false`; tombstones do not go on. `rewrite-with-tombstone`: the same, and tombstones go on. `delete-to-tombstone`: a delete becomes a tombstone, without a schema; other tombstones do not go on.',
    validator: valueOneOf(...Object.keys(modes)),
  }),
  'delete.handling.mode': string({
    default: null,
    importance: 'LOW',
    doc: 'Of Debezium before 3.0, and only without `delete.tombstone.handling.mode`. `drop`: deletes do not go on; the default with `drop.tombstones`. `none`: they have a null value. `rewrite`: as there.',
    validator: valueOneOf(...Object.keys(earlierModes)),
  }),
  'drop.tombstones': boolean({
    default: null,
    importance: 'LOW',
    doc: 'Of Debezium before 3.0, and only without `delete.tombstone.handling.mode`: whether tombstones do not go on. `true` is the default with `delete.handling.mode`.',
  }),
  'drop.deletes': removed('delete.tombstone.handling.mode=drop, or tombstone'),
  'operation.header': removed('add.headers=op', 'false'),
  'add.source.fields': removed('add.fields, such as add.fields=source.table', ''),
})

/** Old keys count as before 3.0, when no new one is there. */
export const deleteHandlingOf = (config: ConfigOf<typeof deleteHandlingConfig>): DeleteHandling => {
  const mode = config['delete.tombstone.handling.mode']
  const [deletes, drops] = [config['delete.handling.mode'], config['drop.tombstones']]
  const handling = modes[mode?.toLowerCase() ?? 'tombstone'] ?? byDefault
  if (mode !== null || (deletes === null && drops === null)) return handling
  return {
    deletes: earlierModes[deletes?.toLowerCase() ?? 'drop'] ?? 'drop',
    tombstones: drops === false ? 'keep' : 'drop',
  }
}
