import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Metadata, ObjectInfo, ObjectStore } from '../../../connectors/storage/object-store.ts'

export interface Bucket {
  readonly name: string
  readonly objects: Map<string, { readonly body: Buffer; readonly metadata: Metadata }>
  readonly uploads: Set<string>
  exists: boolean
  /** called before and after each call; what it throws, the caller gets */
  hook: (call: string, key: string) => Promise<void> | void
}

export const memoryBucket = (name = 'bucket'): Bucket => ({
  name,
  objects: new Map(),
  uploads: new Set(),
  exists: true,
  hook: () => {},
})

const failure = (bucket: Bucket, cause: string) =>
  new ConnectError('EXTERNAL', `Writing in bucket ${bucket.name} failed: ${cause}`)

export const memoryStore = (bucket: Bucket): ObjectStore => {
  const call = async <T>(name: string, key: string, signal: AbortSignal, work: () => T): Promise<T> => {
    await bucket.hook(`before ${name}`, key)
    if (signal.aborted) throw failure(bucket, 'no answer in time')
    if (!bucket.exists) throw failure(bucket, 'NoSuchBucket')
    const result = work()
    await bucket.hook(`after ${name}`, key)
    return result
  }
  const create = (object: ObjectInfo, body: Buffer) => {
    if (bucket.objects.has(object.key)) return false
    bucket.objects.set(object.key, { body, metadata: object.metadata })
    return true
  }
  return {
    check: signal => call('check', '', signal, () => {}),
    put: (object, signal) => call('put', object.key, signal, () => create(object, Buffer.from(object.body))),
    metadata: (key, signal) => call('head', key, signal, () => bucket.objects.get(key)?.metadata),
    upload: (object, signal) =>
      call('upload', object.key, signal, () => {
        const id = crypto.randomUUID()
        const parts: Uint8Array[] = []
        bucket.uploads.add(id)
        return {
          part: (body, signal) =>
            call('part', object.key, signal, () => {
              parts.push(body)
            }),
          complete: signal =>
            call('complete', object.key, signal, () => {
              const created = create(object, Buffer.concat(parts))
              if (created) bucket.uploads.delete(id)
              return created
            }),
          abort: signal =>
            call('abort', object.key, signal, () => {
              bucket.uploads.delete(id)
            }),
        }
      }),
    close: () => {},
  }
}
