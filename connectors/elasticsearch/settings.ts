import type { ConnectionOptions } from 'node:tls'
import type { Password } from '../sdk/password.ts'
import type { DocumentSettings, ResourceSettings } from './contract.ts'

export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

/** A role of AWS to take on before requests are signed. */
export interface Role {
  readonly arn: string
  readonly sessionName: string
  readonly externalId?: string
  /** s */
  readonly duration: number
}

/** How a server knows who asks. */
export type Authentication =
  | { readonly by: 'nothing' }
  | { readonly by: 'basic'; readonly user: string; readonly password: Password }
  | { readonly by: 'api key' | 'bearer'; readonly token: Password }
  | {
      readonly by: 'signature'
      readonly region: string
      /** `es` or `aoss` */
      readonly service: string
      /** absent: the AWS SDK's usual places */
      readonly keys?: { readonly id: string; readonly secret: Password }
      readonly role?: Role
    }

interface Proxy {
  readonly host: string
  readonly port: number
  readonly user?: { readonly name: string; readonly password: Password }
}

/** How servers are talked to. */
export interface ServerSettings {
  readonly urls: readonly URL[]
  readonly authentication: Authentication
  /** read when a connection is made: files may be missing where a configuration is only validated */
  readonly tls: () => ConnectionOptions
  readonly proxy?: Proxy
  /** whether bodies are sent gzipped */
  readonly compression: boolean
  /** ms; 0: as long as any call may take */
  readonly connectTimeout: number
  readonly readTimeout: number
  /** ms; below 0: as long as the server keeps it */
  readonly idleTimeout: number
}

export interface RetrySettings {
  readonly count: number
  /** ms before the first */
  readonly backoff: number
}

/** What becomes of a record that the server does not take. */
export interface Behavior {
  /** go on without it; otherwise `errors.tolerance` decides */
  readonly passOver: boolean
  /** whether the dead letter queue gets it */
  readonly report: boolean
  /** whether the log says so */
  readonly warn: boolean
}

export type IdSource = 'key' | 'offset' | 'none'

export type Routing =
  | { readonly by: 'nothing' }
  | { readonly by: 'key' }
  /** a JSON pointer into the document */
  | { readonly by: 'value'; readonly path: readonly string[] }

/** How documents are put into requests. */
export interface BulkSettings {
  /** documents */
  readonly batchSize: number
  readonly batchBytes: number
  readonly maxInFlight: number
  /** documents, waiting and under way */
  readonly maxBuffered: number
}

/** What a record becomes. */
export interface ActionSettings {
  readonly method: 'insert' | 'upsert'
  readonly retryOnConflict: number
  readonly idOf: (topic: string) => IdSource
  /** header that has the version of a document; absent: it is the offset */
  readonly versionHeader?: string
  readonly routing: Routing
  readonly nulls: 'ignore' | 'delete' | 'fail'
  /** whether the dead letter queue gets the null values that are ignored */
  readonly reportsNulls: boolean
  /** whether a record that cannot become a document is left out */
  readonly dropInvalid: boolean
}

export interface SinkSettings {
  readonly server: ServerSettings
  readonly retries: RetrySettings
  readonly bulk: BulkSettings
  readonly action: ActionSettings
  readonly documents: DocumentSettings
  readonly resources: ResourceSettings
  /** indices that topics have by the configuration, and that are created all the same */
  readonly indexNames?: ReadonlyMap<string, string>
  /** resources that the configuration names, and what each has to be; nothing is created */
  readonly existing?: { readonly kind: 'index' | 'data stream' | 'alias'; readonly names: readonly string[] }
  /** whether documents go to data streams, which take new ones only */
  readonly streams: boolean
  /** whether a record gives the same document under the same id again */
  readonly deterministic: boolean
  readonly malformed: Behavior
  /** of conflicts that are no repetition */
  readonly conflicts: Behavior
  /** the keys that a probe blames */
  readonly keys: { readonly resources: string; readonly security: string; readonly streams: string }
}
