import { type Converter, Pending } from '../sdk/converter.ts'
import { ConnectError } from '../sdk/errors.ts'
import { perSchema } from '../sdk/per-schema.ts'
import type { Schema } from '../sdk/schema.ts'
import type { ConverterParts } from './converter-parts.ts'
import type { RegisteredSchema, RegistryWriter } from './registry-format.ts'

interface Encoder {
  readonly encode: RegistryWriter['encode']
  /** magic byte and id */
  readonly prefix: Uint8Array
  readonly until: number
}

const FOREVER = Number.POSITIVE_INFINITY
const noBytes = new Uint8Array(0)
// stands for the schema of schemaless data among the keys of a map
const schemaless: Schema = { type: 'struct', fields: [] }

const prefixOf = (id: number): Uint8Array => {
  const prefix = Buffer.alloc(5)
  prefix.writeInt32BE(id, 1)
  return prefix
}

const writers = ({ format }: ConverterParts) => {
  const bySchema = perSchema(format.writer)
  let forSchemaless: RegistryWriter | undefined
  return (schema: Schema | undefined): RegistryWriter => {
    if (schema !== undefined) return bySchema(schema)
    forSchemaless ??= format.writer(undefined)
    return forSchemaless
  }
}

const blameConfig = (reason: unknown): never => {
  if (!(reason instanceof ConnectError) || reason.code !== 'DATA') throw reason
  throw new ConnectError('INVALID_CONFIG', `use.schema.id: ${reason.message}`, { cause: reason.cause })
}

/** That the registry has not what the configuration names is no record's fault. */
const asConfigured = (find: () => RegisteredSchema): RegisteredSchema => {
  try {
    return find()
  } catch (error) {
    throw error instanceof Pending ? new Pending(error.ready.catch(blameConfig)) : error
  }
}

/** Decides which schema of the registry data of a Connect schema are written with. */
const encoders = (parts: ConverterParts, writerOf: (schema: Schema | undefined) => RegistryWriter) => {
  const { format, registry, config, subjectOf, isKey } = parts
  const ttl = config['latest.cache.ttl.sec']
  const inSchemaOf = (
    registered: RegisteredSchema,
    schema: Schema | undefined,
    strict: boolean,
  ): Encoder => ({
    encode: format.writerFor(registered, schema, { strict }).encode,
    prefix: prefixOf(registered.id),
    until: FOREVER,
  })
  return (topic: string, schema: Schema | undefined): Encoder => {
    const writer = writerOf(schema)
    const subject = subjectOf({ topic, isKey, recordName: writer.recordName })
    const inOwnSchema = (id: number) => ({ encode: writer.encode, prefix: prefixOf(id), until: FOREVER })
    if (config['auto.register.schemas']) return inOwnSchema(registry.register(subject, writer.schema))
    const id = config['use.schema.id']
    if (id >= 0) {
      const registered = asConfigured(() => registry.byId(id, subject))
      return inSchemaOf(registered, schema, config['id.compatibility.strict'])
    }
    if (!config['use.latest.version']) return inOwnSchema(registry.lookup(subject, writer.schema))
    const until = ttl < 0 ? FOREVER : performance.now() + ttl * 1000
    const encoder = inSchemaOf(registry.latest(subject), schema, config['latest.compatibility.strict'])
    return { ...encoder, until }
  }
}

/** Connect data as the bytes of a format behind the id of their schema. */
export const serializer = (parts: ConverterParts): Converter['fromConnect'] => {
  const writerOf = writers(parts)
  const makeEncoder = encoders(parts, writerOf)
  const topics = new Map<string, WeakMap<Schema, Encoder>>()

  const encoderFor = (topic: string, schema: Schema | undefined): Encoder => {
    const ofTopic = topics.get(topic) ?? new WeakMap()
    topics.set(topic, ofTopic)
    const known = ofTopic.get(schema ?? schemaless)
    if (known !== undefined && (known.until === FOREVER || performance.now() < known.until)) return known
    const encoder = makeEncoder(topic, schema)
    ofTopic.set(schema ?? schemaless, encoder)
    return encoder
  }
  return (topic, { schema, value }) => {
    if (value === null) {
      // a tombstone registers nothing
      const bytes = schema === undefined ? null : writerOf(schema).encode(null, noBytes)
      if (bytes === null) return null
    }
    const { encode, prefix } = encoderFor(topic, schema)
    return encode(value, prefix)
  }
}
