import type { SinkRecord } from '../sdk/record.ts'

/** Where the `@timestamp` of a data stream's documents comes from. */
export type TimestampRule =
  /** the record's timestamp, ms, whatever the document has under that name */
  | { readonly from: 'record' }
  /** the same, unless the document has the field; a record without a timestamp is refused then */
  | { readonly from: 'record if absent' }
  /** the first of these fields that the document has, as text; none: the document stays as it is */
  | { readonly from: 'fields'; readonly fields: readonly string[] }

/** What of a configuration decides how a record's value becomes a document. */
export interface DocumentSettings {
  /** maps with string keys are objects, not arrays of `{"key":…,"value":…}` */
  readonly compactMapEntries: boolean
  /** values of this topic are printed as they are, and no mapping is made of their schemas */
  readonly ignoresSchema: (topic: string) => boolean
  /** absent: nothing is added */
  readonly timestamp?: TimestampRule
}

/** The JSON text of a record's value, which is not null, on one line. Throws a ConnectError of code DATA. */
export type DocumentOf = (record: SinkRecord) => string

/** Elasticsearch's data streams are named by parts and have templates of their own … */
export interface NamedByParts {
  readonly by: 'parts'
  readonly type: 'logs' | 'metrics'
  readonly dataset: string
  /** `${topic}` stands for the topic */
  readonly namespace: string
}

/** … OpenSearch's are named by prefix and get a template, named `<data stream>-connector-data-stream-template` by default. */
export interface NamedByPrefix {
  readonly by: 'prefix'
  readonly prefix?: string
  readonly template?: string
  readonly timestampField: string
}

/** Where documents go. */
export interface ResourceSettings {
  /** whose rules of index names hold: OpenSearch's peer replaces `:` too, and strips `+` */
  readonly peer: 'elasticsearch' | 'opensearch'
  /** absent: to indices */
  readonly dataStreams?: NamedByParts | NamedByPrefix
  /** by topic: what is there already, and is not created; absent: names are made of topics */
  readonly existing?: ReadonlyMap<string, string>
}

/** The index, data stream or alias of a topic. Throws a ConnectError of code INVALID_CONFIG when it has none. */
type ResourceOf = (topic: string) => string

export interface Call {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST'
  /** with its query, names in it escaped: `/orders/_mapping` */
  readonly path: string
  /** JSON text */
  readonly body?: string
}

export interface Answer {
  readonly status: number
  /** parsed JSON; `undefined` when it is none */
  readonly body: unknown
}

/**
 * Calls besides `_bulk`. Resolves with any answer below 500 but 401 and 429, which are tried again or rejected, like
 * everything else, with a ConnectError that names the server. A call that is no GET or HEAD asks for the lease before.
 */
export type CallServer = (call: Call) => Promise<Answer>

/** Makes sure that indices, data streams, templates and mappings are there. */
interface IndexSetup {
  /**
   * Asked for each record before its document is sent; `undefined` at once when nothing is to be done for its resource
   * and schema. What somebody else has created meanwhile is as good. A refusal is a ConnectError that names the
   * resource, made by `refusal` (refusal.ts); what is wrong with a record's schema is of code DATA.
   */
  ready(resource: string, record: SinkRecord): Promise<void> | undefined
}

/**
 * document.ts: `documents: CreateDocuments`; what is no object, without data streams, is thrown as its
 * `MalformedDocument`, to be treated as the server's refusal would be (`behavior.on.malformed.documents`)
 */
export type CreateDocuments = (settings: DocumentSettings) => DocumentOf
/** index-name.ts: `resourceNames: CreateNames`; remembers what it has made */
export type CreateNames = (settings: ResourceSettings) => ResourceOf
/** index-setup.ts: `indexSetup: CreateSetup`; one for a slice */
export type CreateSetup = (parts: {
  readonly call: CallServer
  readonly documents: DocumentSettings
  readonly resources: ResourceSettings
}) => IndexSetup
/** document-id.ts: `keyId`, `offsetId`, `headerVersion` */
