import { avroConverter } from '../../../../connectors/converters/avro-converter.ts'
import { parseConfig } from '../../../../connectors/sdk/config.ts'
import type { Datum } from '../../../../connectors/sdk/record.ts'
import type { Schema } from '../../../../connectors/sdk/schema.ts'
import type { Value } from '../../../../connectors/sdk/value.ts'
import { awaited } from '../json-schema/awaited.ts'
import { startRegistry } from '../json-schema/memory-registry.ts'

export type MemoryRegistry = Awaited<ReturnType<typeof startRegistry>>
export { startRegistry }

export interface OpenAvro {
  write(topic: string, schema: Schema | undefined, value: Value): Promise<Buffer | null>
  read(topic: string, bytes: Uint8Array | null): Promise<Datum>
}

/** The converter over the registry at `url`, awaiting what it has to look up. */
export const openAvro = (
  url: string,
  config: Readonly<Record<string, string>> = {},
  isKey = false,
): OpenAvro => {
  const properties = { 'schema.registry.url': url, 'max.retries': '0', ...config }
  const converter = avroConverter.open(parseConfig(avroConverter.config, properties), { isKey })
  return {
    write: async (topic, schema, value) => {
      const bytes = await awaited(() => converter.fromConnect(topic, { schema, value }))
      return bytes === null ? null : Buffer.from(bytes)
    },
    read: (topic, bytes) => awaited(() => converter.toConnect(topic, bytes)),
  }
}

/** A message of a schema that somebody else has registered. */
export const registered = (registry: MemoryRegistry, schema: unknown, payload: readonly number[]): Buffer => {
  const { id } = registry.register('other-value', { schema: JSON.stringify(schema) })
  const prefix = Buffer.alloc(5)
  prefix.writeInt32BE(id, 1)
  return Buffer.concat([prefix, Buffer.from(payload)])
}
