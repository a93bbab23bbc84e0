/** Where objects go, as JSON. Kept in intents, so that a cut is completed where it was begun. */
export type StoreTarget = Readonly<Record<string, string>>

export type Metadata = Readonly<Record<string, string>>

export interface ObjectInfo {
  readonly key: string
  readonly contentType: string
  /** names in lower case, values in ASCII */
  readonly metadata: Metadata
}

/**
 * A bucket. Keys are written once: what is there is never replaced. A failed call rejects with
 * `ConnectError('EXTERNAL', …)` naming bucket, endpoint and cause, and may still take effect later.
 * `signal` ends the call, its repetitions included.
 */
export interface ObjectStore {
  /** Rejects when it is certain that nothing can be put: the bucket is absent, or elsewhere, or cannot be reached. */
  check(signal: AbortSignal): Promise<void>
  /** `false`: the key is taken, nothing was written */
  put(object: ObjectInfo & { readonly body: Uint8Array }, signal: AbortSignal): Promise<boolean>
  /** the metadata of an object; `undefined`: there is none under this key, or none that may be seen */
  metadata(key: string, signal: AbortSignal): Promise<Metadata | undefined>
  /** Begins an object that comes in parts and is invisible until `complete`. */
  upload(object: ObjectInfo, signal: AbortSignal): Promise<Upload>
  close(): void
}

/** Parts go in order, one at a time; each but the last has at least `MIN_PART_BYTES`. */
export interface Upload {
  part(body: Uint8Array, signal: AbortSignal): Promise<void>
  /** `false`: the key is taken, or this upload has ended already */
  complete(signal: AbortSignal): Promise<boolean>
  abort(signal: AbortSignal): Promise<void>
}

export const MIN_PART_BYTES = 5 * 1024 * 1024
