import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import type { ObjectInfo, ObjectStore, Upload } from '../storage/object-store.ts'
import { isAbsent, isConflict, isForbidden, isTaken, s3Error } from './s3-errors.ts'
import type { S3ObjectSettings } from './s3-settings.ts'

export interface S3StoreOptions {
  readonly bucket: string
  /** for messages */
  readonly endpoint: string
  readonly settings: S3ObjectSettings
}

const CONFLICT_TRIES = 3

/** `false` when the key is taken. A conflict is neither: the other writer may still fail. */
const ifAbsent = async (write: () => Promise<unknown>): Promise<boolean> => {
  for (let tries = 1; ; tries++) {
    try {
      await write()
      return true
    } catch (error) {
      if (isTaken(error)) return false
      if (!isConflict(error) || tries === CONFLICT_TRIES) throw error
    }
  }
}

export const s3Store = (client: S3Client, { bucket, endpoint, settings }: S3StoreOptions): ObjectStore => {
  const where = `bucket ${bucket} at ${endpoint}`
  const named = async <T>(what: string, signal: AbortSignal, call: () => Promise<T>): Promise<T> => {
    try {
      return await call()
    } catch (error) {
      throw s3Error(error, { what, where, signal })
    }
  }
  const input = ({ key, contentType, metadata }: ObjectInfo) => ({
    ...settings,
    Bucket: bucket,
    Key: key,
    ContentType: contentType,
    Metadata: { ...metadata },
  })

  const findBucket = async (abortSignal: AbortSignal) => {
    try {
      await client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal })
    } catch (error) {
      if (isAbsent(error)) throw new Error('NoSuchBucket: the bucket does not exist', { cause: error })
      // whoever may only write objects may not ask for the bucket
      if (!isForbidden(error)) throw error
    }
  }

  const startUpload = async (object: ObjectInfo, abortSignal: AbortSignal) => {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(input(object)), { abortSignal })
    const target = { Bucket: bucket, Key: object.key, UploadId }
    return parts(object.key, target)
  }

  const parts = (
    key: string,
    target: { Bucket: string; Key: string; UploadId: string | undefined },
  ): Upload => {
    const done: { PartNumber: number; ETag: string | undefined }[] = []
    return {
      part: (body, signal) =>
        named(`Uploading a part of ${key}`, signal, async () => {
          const PartNumber = done.length + 1
          const command = new UploadPartCommand({ ...target, PartNumber, Body: body })
          const { ETag } = await client.send(command, { abortSignal: signal })
          done.push({ PartNumber, ETag })
        }),
      complete: signal =>
        named(`Completing the upload of ${key}`, signal, () => {
          const command = { ...target, MultipartUpload: { Parts: done }, IfNoneMatch: '*' }
          return ifAbsent(() =>
            client.send(new CompleteMultipartUploadCommand(command), { abortSignal: signal }),
          )
        }),
      abort: signal =>
        named(`Giving up the upload of ${key}`, signal, async () => {
          await client.send(new AbortMultipartUploadCommand(target), { abortSignal: signal })
        }),
    }
  }

  return {
    check: signal => named('Looking for the bucket', signal, () => findBucket(signal)),
    put: (object, signal) =>
      named(`Writing ${object.key}`, signal, () => {
        const command = { ...input(object), Body: object.body, IfNoneMatch: '*' }
        return ifAbsent(() => client.send(new PutObjectCommand(command), { abortSignal: signal }))
      }),
    metadata: (key, signal) =>
      named(`Looking at ${key}`, signal, async () => {
        try {
          const command = new HeadObjectCommand({ Bucket: bucket, Key: key })
          return (await client.send(command, { abortSignal: signal })).Metadata ?? {}
        } catch (error) {
          // without s3:ListBucket an absent object is a forbidden one
          if (isAbsent(error) || isForbidden(error)) return undefined
          throw error
        }
      }),
    upload: (object, signal) =>
      named(`Beginning the upload of ${object.key}`, signal, () => startUpload(object, signal)),
    close: () => client.destroy(),
  }
}
