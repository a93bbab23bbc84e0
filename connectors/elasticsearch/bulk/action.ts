import { ConnectError } from '../../sdk/errors.ts'
import { parseJson } from '../../sdk/json.ts'
import type { SinkRecord } from '../../sdk/record.ts'
import { Float64, type Value } from '../../sdk/value.ts'
import type { DocumentOf } from '../contract.ts'
import { headerVersion, keyId, offsetId } from '../document-id.ts'
import type { ActionSettings, SinkSettings } from '../settings.ts'

/** What an action of a `_bulk` request is about. */
export interface Subject {
  readonly record: SinkRecord
  readonly resource: string
  /** of documents that other records may be about, too: they are written in order */
  readonly id: string | undefined
  /** whether a conflict of versions says that the document, or a later one, is there already */
  readonly repeatable: boolean
}

/** What a record becomes in a `_bulk` request. */
export interface Action extends Subject {
  /** one line or two, with their ends */
  readonly text: string
}

interface ActionParts {
  readonly settings: Pick<SinkSettings, 'action' | 'resources' | 'streams'>
  readonly documents: DocumentOf
  readonly warn: (message: string) => void
}

interface Identity {
  /** absent: the server makes one */
  readonly id?: string
  readonly byKey: boolean
}

const identify = (record: SinkRecord, { settings, warn }: ActionParts): Identity => {
  const source = settings.action.idOf(record.topic)
  if (source === 'none') return { byKey: false }
  if (source === 'key' && record.key.value !== null)
    return { id: keyId(settings.resources.peer, record.key), byKey: true }
  if (source === 'key')
    warn(
      `Records of topic ${record.topic} have no key: the ids of their documents are topic+partition+offset; key.ignore=true says so for all`,
    )
  return { id: offsetId(record), byKey: false }
}

/** A reference token of a JSON pointer in an array or object. */
const step = (value: Value | undefined, token: string): Value | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(token) ? value[Number(token)] : undefined
  return (value as Readonly<Record<string, Value>>)[token]
}

const routingValue = (path: readonly string[], document: string): string => {
  const found = path.reduce<Value | undefined>(step, parseJson(document))
  const value = found instanceof Float64 ? found.value : found
  if ((typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'bigint')
    return String(value)
  throw new ConnectError('DATA', `Couldn't determine value for path: /${path.join('/')}`)
}

const routingOf = (record: SinkRecord, { action, resources }: ActionParts['settings'], document = '') => {
  const { routing } = action
  if (routing.by === 'nothing') return ''
  const value =
    routing.by === 'key' ? keyId(resources.peer, record.key) : routingValue(routing.path, document)
  return `,"routing":${JSON.stringify(value)}`
}

const versionOf = (record: SinkRecord, { versionHeader }: ActionSettings) =>
  versionHeader === undefined ? record.offset : headerVersion(versionHeader, record)

const nullValue = (record: SinkRecord) =>
  new ConnectError(
    'DATA',
    `record from topic=${record.topic} partition=${record.kafkaPartition} offset=${record.offset} has a null value (to ignore future records like this change the configuration property 'behavior.on.null.values' from 'FAIL' to 'IGNORE')`,
  )

/**
 * Turns records into actions, as their topics' resources want them. Nothing comes of a null value that is ignored, or
 * that no document can be found by. Throws a ConnectError of code DATA.
 */
export const createActions = (parts: ActionParts) => {
  const { settings, documents } = parts
  const { action, streams } = settings
  const operation = action.method === 'upsert' ? 'update' : streams ? 'create' : 'index'
  const heads = new Map<string, { readonly write: string; readonly remove: string }>()
  const headsOf = (resource: string) => {
    const known = heads.get(resource)
    if (known !== undefined) return known
    const place = `{"_index":${JSON.stringify(resource)}`
    const made = { write: `{"${operation}":${place}`, remove: `{"delete":${place}` }
    heads.set(resource, made)
    return made
  }
  const versionText = (record: SinkRecord) =>
    `,"version":${versionOf(record, action)},"version_type":"external"`

  const remove = (record: SinkRecord, resource: string): Action | undefined => {
    const { id, byKey } = identify(record, parts)
    // what came without a key has an id that no other record has
    if (!byKey || id === undefined) return undefined
    const version = streams ? '' : versionText(record)
    const text = `${headsOf(resource).remove},"_id":${JSON.stringify(id)}${version}${routingOf(record, settings)}}}\n`
    return { record, resource, id, repeatable: !streams, text }
  }

  const write = (record: SinkRecord, resource: string): Action => {
    const { id, byKey } = identify(record, parts)
    const document = documents(record)
    const versioned = operation === 'index' && byKey
    const head =
      headsOf(resource).write +
      (id === undefined ? '' : `,"_id":${JSON.stringify(id)}`) +
      (versioned ? versionText(record) : '') +
      routingOf(record, settings, document)
    const text =
      operation === 'update'
        ? `${head},"retry_on_conflict":${action.retryOnConflict}}}\n{"doc":${document},"doc_as_upsert":true}\n`
        : `${head}}}\n${document}\n`
    const repeatable = versioned || operation === 'create'
    return { record, resource, id: byKey ? id : undefined, repeatable, text }
  }

  return (record: SinkRecord, resource: string): Action | undefined => {
    if (record.value.value !== null) return write(record, resource)
    if (action.nulls === 'fail') throw nullValue(record)
    return action.nulls === 'delete' && record.key.value !== null ? remove(record, resource) : undefined
  }
}
