import { ConnectError } from '../sdk/errors.ts'
import { createLookups } from './lookups.ts'
import type { RegistryClient, StoredSchema, SubjectVersion } from './registry-client.ts'
import type { RegisteredSchema, SchemaReference, SchemaText } from './registry-format.ts'

/** A registry as converters use it: what is not known yet throws `Pending`. */
export interface Registry {
  register(subject: string, schema: SchemaText): number
  lookup(subject: string, schema: SchemaText): number
  byId(id: number, subject: string | undefined): RegisteredSchema
  latest(subject: string): RegisteredSchema
  /** The version that a subject has a schema as, `undefined` when it has it not. */
  versionOf(id: number, subject: string): number | undefined
}

interface RegistryOptions {
  readonly size: number
  readonly latestSize: number
  /** ms */
  readonly latestTtl: number | undefined
}

// as deep as a chain of references may be
const MAX_DEPTH = 100

/** Fetches what a schema refers to, each text after those that it refers to itself. */
const resolve = async (client: RegistryClient, schema: StoredSchema): Promise<RegisteredSchema> => {
  const dependencies = new Map<string, string>()
  const add = async (references: readonly SchemaReference[], depth: number) => {
    if (depth > MAX_DEPTH)
      throw new ConnectError('DATA', `Schema ${schema.id}: references go deeper than ${MAX_DEPTH} levels`)
    for (const reference of references) {
      if (dependencies.has(reference.name)) continue
      const found = await client.version(reference)
      await add(found.references, depth + 1)
      dependencies.set(reference.name, found.schema)
    }
  }
  await add(schema.references, 0)
  return { ...schema, dependencies }
}

const keyOf = (subject: string, { schema, references }: SchemaText) =>
  JSON.stringify([subject, schema, references])

/** Keeps what the client finds. */
export const createRegistry = (client: RegistryClient, options: RegistryOptions): Registry => {
  const { size, latestSize, latestTtl } = options
  const registered = createLookups<number>({ size })
  const lookedUp = createLookups<number>({ size })
  const schemas = createLookups<RegisteredSchema>({ size })
  const versions = createLookups<readonly SubjectVersion[]>({ size })
  const latest = createLookups<RegisteredSchema>({
    size: latestSize,
    ...(latestTtl === undefined ? {} : { ttl: latestTtl }),
  })
  return {
    register: (subject, schema) => registered(keyOf(subject, schema), () => client.register(subject, schema)),
    lookup: (subject, schema) => lookedUp(keyOf(subject, schema), () => client.lookup(subject, schema)),
    byId: (id, subject) =>
      schemas(`${id} ${subject ?? ''}`, async () => resolve(client, await client.schemaById(id, subject))),
    latest: subject => latest(subject, async () => resolve(client, await client.latest(subject))),
    versionOf: (id, subject) =>
      versions(String(id), () => client.versions(id)).find(each => each.subject === subject)?.version,
  }
}
