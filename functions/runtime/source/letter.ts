import { parseConfig } from '../../../connectors/sdk/config.ts'
import type { Converter } from '../../../connectors/sdk/converter.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Datum, SourceRecord } from '../../../connectors/sdk/record.ts'
import type { Schema } from '../../../connectors/sdk/schema.ts'
import { Decimal } from '../../../connectors/sdk/value.ts'
import type { DeadLetter } from '../errors/dead-letters.ts'
import type { Plugins } from '../ports/plugins.ts'

const jsonConverter = 'org.apache.kafka.connect.json.JsonConverter'

/** Writes a source's record as JSON with its schemas, as it was before transformations. */
type Letter = (record: SourceRecord) => DeadLetter

/** The converter that letters are written with, and read again. */
export const openLetterConverter = async (plugins: Plugins): Promise<Converter> => {
  const plugin = await plugins.find(['converter'], jsonConverter)
  if (plugin === undefined)
    throw new ConnectError('INVALID_CONFIG', `Dead letters of sources need the class ${jsonConverter}`)
  // a null is to stay one
  const config = parseConfig(plugin.config, { 'replace.null.with.default': 'false' })
  return plugin.open(config, { isKey: false })
}

export const openLetter = async (plugins: Plugins): Promise<Letter> => {
  const write = datumWriter(await openLetterConverter(plugins))
  return ({ topic, key, value, headers, timestamp }) => ({
    key: write(topic, key),
    value: write(topic, value),
    headers: headers.map(header => ({ key: header.key, value: write(topic, header) })),
    timestamp: timestamp ?? Date.now(),
  })
}

const datumWriter =
  ({ fromConnect }: Converter) =>
  (topic: string, datum: Datum): Uint8Array | null => {
    try {
      return fromConnect(topic, datum)
    } catch {
      // a value that does not fit its schema is what is wrong with many: both are there all the same
      return Buffer.from(
        JSON.stringify({ schema: schemaOf(topic, datum.schema), payload: datum.value }, plain),
      )
    }

    function schemaOf(name: string, schema: Schema | undefined): unknown {
      if (schema === undefined) return null
      try {
        const { default: _, ...rest } = schema
        const bytes = fromConnect(name, { schema: { ...rest, optional: true } as Schema, value: null })
        const { schema: written } = JSON.parse(Buffer.from(bytes ?? []).toString())
        return { ...written, optional: schema.optional === true }
      } catch {
        return null
      }
    }
  }

/** JSON of any value, for people: no schema says what it is. */
function plain(this: Record<string, unknown>, key: string, shown: unknown): unknown {
  const value = this[key]
  if (typeof value === 'bigint' || value instanceof Decimal) return String(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (value instanceof Map) return [...value]
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return shown
}
