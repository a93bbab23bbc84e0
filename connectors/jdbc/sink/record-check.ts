import { ConnectError } from '../../sdk/errors.ts'
import { javaClassOf } from '../../sdk/java-class.ts'
import type { Datum, SinkRecord } from '../../sdk/record.ts'
import type { Schema } from '../../sdk/schema.ts'
import type { SinkSettings } from './settings.ts'

export const isPrimitive = ({ type }: Schema): boolean =>
  type !== 'struct' && type !== 'array' && type !== 'map'

const shortClass = ({ schema, value }: Datum): string =>
  value === null ? 'null' : javaClassOf(schema, value).replace(/^.*\./, '').replace('[B', 'byte[]')

const schemaType = (schema: Schema | undefined): string =>
  schema === undefined ? 'null' : schema.type === 'struct' ? 'Struct' : schema.type

interface Refused {
  readonly connector: string
  readonly settings: SinkSettings
  readonly record: SinkRecord
}

const refusal = (
  { connector, settings, record }: Refused,
  part: 'key' | 'value',
  needs: string,
): ConnectError => {
  const { topic, kafkaPartition, offset, timestamp } = record
  return new ConnectError(
    'DATA',
    `Sink connector '${connector}' is configured with 'delete.enabled=${settings.deletes}' and 'pk.mode=${settings.pkMode}' and therefore requires records with a ${needs}, but found record at (topic='${topic}',partition=${kafkaPartition},offset=${offset},timestamp=${timestamp ?? null}) with a ${shortClass(record[part])} ${part} and ${schemaType(record[part].schema)} ${part} schema.`,
  )
}

/** Options of fields say nothing of values that have none. */
const refuseTextOptions = (connector: string, { fields, timestampFields }: SinkSettings) => {
  const set = [
    ...(fields.length > 0 ? ['fields.whitelist'] : []),
    ...(timestampFields.length > 0 ? ['timestamp.fields.list'] : []),
  ]
  if (set.length > 0)
    throw new ConnectError(
      'DATA',
      `Sink connector '${connector}' is configured with field-level options that are not applicable to String values: ${set.join(', ')}. Remove these options, or have the upstream producer emit Struct values instead.`,
    )
}

const hasKey = ({ key: { schema, value } }: SinkRecord): boolean =>
  value !== null && schema !== undefined && (schema.type === 'struct' || isPrimitive(schema))

/** Throws `DATA` for records that cannot be written, whatever the table: without a schema, without a key that is needed. */
export const recordCheck = (connector: string, settings: SinkSettings) => {
  const needsKey = settings.pkMode === 'record_key' || settings.deletes
  return (record: SinkRecord): void => {
    if (needsKey && !hasKey(record))
      throw refusal(
        { connector, settings, record },
        'key',
        'non-null key and non-null Struct or primitive key schema',
      )
    const { schema, value } = record.value
    if (value === null && settings.deletes) return
    if (value === null || (schema?.type !== 'struct' && schema?.type !== 'string'))
      throw refusal(
        { connector, settings, record },
        'value',
        'non-null Struct or String value and non-null Struct or String schema',
      )
    if (schema.type === 'string') refuseTextOptions(connector, settings)
  }
}
