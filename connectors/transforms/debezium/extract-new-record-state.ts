import { type ConfigOf, defineConfig } from '../../sdk/config.ts'
import type { ConnectRecord, Datum } from '../../sdk/record.ts'
import { defineTransform } from '../../sdk/transform.ts'
import { nullDefaultConfig } from '../null-default.ts'
import { requireStruct, type StructDatum } from '../operand.ts'
import { withDatum } from '../side.ts'
import { addedFieldsConfig } from './added-fields.ts'
import { headersFrom } from './added-headers.ts'
import { deleteHandlingConfig, deleteHandlingOf } from './delete-handling.ts'
import { droppedFieldsConfig, droppingOf } from './dropped-fields.ts'
import { isEnvelope, rowOf } from './envelope.ts'
import { parseReferences } from './field-reference.ts'
import { routeByFieldConfig, routingBy } from './route-by-field.ts'
import { unwrapRows } from './unwrap-rows.ts'

const config = defineConfig({
  ...deleteHandlingConfig,
  ...routeByFieldConfig,
  ...addedFieldsConfig,
  ...droppedFieldsConfig,
  ...nullDefaultConfig,
})

interface ChangeEvent {
  readonly envelope: StructDatum
  readonly before: Datum
  readonly after: Datum
}
type Unwrap = <R extends ConnectRecord>(record: R, event: ChangeEvent) => R

const partsOf = (options: ConfigOf<typeof config>) => {
  const { deletes, tombstones } = deleteHandlingOf(options)
  return {
    deletes,
    tombstones,
    added: parseReferences(options['add.fields.prefix'], options['add.fields']),
    headers: headersFrom(parseReferences(options['add.headers.prefix'], options['add.headers'])),
    replace: deletes === 'rewrite' && options['replace.null.with.default'],
    route: options['route.by.field'] === '' ? undefined : routingBy(options['route.by.field']),
    drop: droppingOf(options),
  }
}
type Parts = ReturnType<typeof partsOf>

/** Of a row that was read, created or updated: fields are dropped after others were added. */
const writing = ({ deletes, added, replace, route, drop }: Parts): Unwrap => {
  const unwrap = unwrapRows({ deleted: deletes === 'rewrite' ? 'false' : undefined, added, replace })
  return (record, { envelope, after }) => {
    const row = requireStruct(after, 'source field insertion')
    const unwrapped = unwrap(route === undefined ? record : route(record, row, replace), envelope, row)
    return drop === undefined ? unwrapped : drop(unwrapped)
  }
}

/** Of a deleted row that goes on as it was: fields are dropped before others are added. */
const rewriting = ({ added, replace, drop }: Parts): Unwrap => {
  if (drop === undefined) {
    const unwrap = unwrapRows({ deleted: 'true', added, replace })
    return (record, { envelope, before }) => unwrap(record, envelope, before)
  }
  const mark = unwrapRows({ deleted: 'true', replace })
  const extend = unwrapRows({ added })
  return (record, { envelope, before }) => {
    const dropped = drop(mark(record, envelope, before))
    return extend(dropped, envelope, dropped.value)
  }
}

const emptying =
  ({ deletes, drop }: Parts): Unwrap =>
  (record, { after }) => {
    const schema = deletes === 'null' ? after.schema : undefined
    const emptied = withDatum(record, 'value', { schema, value: null })
    return drop === undefined ? emptied : drop(emptied)
  }

/** Of a deleted row; `undefined` when it does not go on. */
const deleting = (parts: Parts): Unwrap | undefined => {
  const { deletes, route } = parts
  if (deletes === 'drop') return undefined
  const unwrap = deletes === 'rewrite' ? rewriting(parts) : emptying(parts)
  if (route === undefined) return unwrap
  return (record, event) => {
    const row = requireStruct(event.before, 'source field insertion')
    return unwrap(route(record, row, false), event)
  }
}

/** Makes the row as it is now of a change event of Debezium's. */
export const extractNewRecordState = defineTransform({
  classes: ['io.debezium.transforms.ExtractNewRecordState'],
  version: '3.6.0.Final',
  config,
  open: options => {
    const parts = partsOf(options)
    const { headers, tombstones } = parts
    const [write, remove] = [writing(parts), deleting(parts)]
    return {
      apply: record => {
        if (record.value.value === null) return tombstones === 'keep' ? headers.toTombstone(record) : null
        if (!isEnvelope(record.value)) return record
        const envelope = requireStruct(record.value, 'field extraction')
        const known = headers.toEvent(record, envelope)
        const after = rowOf(envelope, 'after')
        if (after.value !== null) return write(known, { envelope, before: after, after })
        const before = rowOf(envelope, 'before')
        // neither row: the table was truncated
        return before.value === null || remove === undefined
          ? null
          : remove(known, { envelope, before, after })
      },
    }
  },
})
