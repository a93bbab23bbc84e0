import { ConnectError } from '../sdk/errors.ts'
import type { SinkRecord } from '../sdk/record.ts'
import type { Schema } from '../sdk/schema.ts'
import type { CreateSetup } from './contract.ts'
import { ensureResource } from './index-creation.ts'
import { addToMapping, type CurrentMapping } from './index-mapping.ts'
import { type Mapping, mappingOf } from './mapping.ts'

/** What is known of a resource in this slice. `work` is under way for it, one thing after the other. */
interface Known {
  current?: CurrentMapping
  readonly schemas: WeakSet<Schema>
  work: Promise<void>
}

const withoutSchema = {
  elasticsearch: 'Cannot infer mapping without schema.',
  opensearch: 'Cannot convert schema to mapping without schema.',
}

export const indexSetup: CreateSetup = ({ call, documents, resources }) => {
  const all = new Map<string, Known>()

  const knownOf = (resource: string): Known => {
    const known = all.get(resource) ?? { schemas: new WeakSet(), work: Promise.resolve() }
    all.set(resource, known)
    return known
  }

  /** Data streams of Elasticsearch are indexed as their own templates say. */
  const isMapped = ({ isDataStream }: CurrentMapping): boolean =>
    !(isDataStream && resources.peer === 'elasticsearch')

  const wantsMapping = ({ topic, value }: SinkRecord): boolean =>
    value.value !== null && !documents.ignoresSchema(topic)

  const isDone = ({ current, schemas }: Known, record: SinkRecord): boolean => {
    if (current === undefined) return false
    if (!wantsMapping(record) || !isMapped(current)) return true
    const { schema } = record.value
    return schema === undefined ? current.isSet : schemas.has(schema)
  }

  const mappingFor = (record: SinkRecord): Mapping | undefined => {
    const { schema } = record.value
    return schema === undefined || !wantsMapping(record)
      ? undefined
      : mappingOf(schema, documents.compactMapEntries)
  }

  const prepare = async (known: Known, resource: string, record: SinkRecord): Promise<void> => {
    const mapping = mappingFor(record)
    known.current ??= await ensureResource(call, resources, { name: resource, mapping })
    if (isDone(known, record)) return
    const { schema } = record.value
    if (schema === undefined || mapping === undefined)
      throw new ConnectError(
        'DATA',
        `${withoutSchema[resources.peer]} With schema.ignore=true the server makes its own of documents.`,
      )
    known.current = await addToMapping(call, known.current, mapping)
    known.schemas.add(schema)
  }

  return {
    ready(resource, record) {
      const known = knownOf(resource)
      if (isDone(known, record)) return undefined
      const work = known.work.then(() => prepare(known, resource, record))
      // who asked is told; who comes next tries again
      known.work = work.catch(() => undefined)
      return work
    },
  }
}
