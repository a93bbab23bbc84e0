import type { Datum } from '../../../connectors/sdk/record.ts'
import type { Schema } from '../../../connectors/sdk/schema.ts'
import type { Value } from '../../../connectors/sdk/value.ts'
import type { Case, Config } from './case.ts'

const packages: Readonly<Record<string, string>> = {
  JsonConverter: 'org.apache.kafka.connect.json',
  StringConverter: 'org.apache.kafka.connect.storage',
  SimpleHeaderConverter: 'org.apache.kafka.connect.storage',
}
const useOf = (name: string) => ({
  class: `${packages[name] ?? 'org.apache.kafka.connect.converters'}.${name}`,
  isKey: false,
  header: name === 'SimpleHeaderConverter',
})

export const reading = (name: string, bytes: string | Uint8Array, config: Config = {}): Case => ({
  kind: 'read',
  ...useOf(name),
  config,
  bytes: Buffer.from(bytes),
})

/** JSON under a schema of that type and name. */
export const readingAs = (schema: string, payload: string): Case =>
  reading('JsonConverter', `{"schema":{${schema}},"payload":${payload}}`)

export const writing = (name: string, value: Value, schema?: Schema): Case => ({
  kind: 'write',
  ...useOf(name),
  config: {},
  datum: { schema, value },
})

const nothing: Datum = { schema: undefined, value: null }

/** Of a sink record's value, or whatever the class is about. */
export const transforming = (
  name: string,
  config: Config,
  value: Datum = nothing,
): Case & { readonly kind: 'transform' } => ({
  kind: 'transform',
  source: false,
  record: {
    topic: 'topic',
    partition: 0,
    timestamp: null,
    offset: 0,
    key: nothing,
    value,
    headers: [],
  },
  steps: [{ class: `org.apache.kafka.connect.transforms.${name}`, config }],
})

export const schemaless = (value: Value): Datum => ({ schema: undefined, value })
