import { field, object } from './read.ts'

/**
 * What a bucket tells of an object.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export interface S3EventRecord {
  readonly eventSource: 'aws:s3'
  /** such as `ObjectCreated:Put` */
  readonly eventName: string
  readonly s3: {
    readonly bucket: { readonly name: string }
    /** `key` as in a URL: a blank is `+` */
    readonly object: { readonly key: string; readonly size?: number }
  }
}

export interface S3Event {
  readonly Records: readonly S3EventRecord[]
}

/** Everything else in it is kept, for patterns to match. */
export const readS3EventRecord = (input: unknown): S3EventRecord => {
  const record = object('S3EventRecord', input)
  const s3 = object('s3', record.s3)
  const [bucket, s3object] = [object('bucket', s3.bucket), object('object', s3.object)]
  return {
    ...record,
    eventSource: field(record, 'eventSource', 'aws:s3'),
    eventName: field(record, 'eventName', String),
    s3: {
      ...s3,
      bucket: { ...bucket, name: field(bucket, 'name', String) },
      object: { ...s3object, key: field(s3object, 'key', String) },
    },
  }
}

export const sampleS3Event: S3Event = {
  Records: [
    {
      eventSource: 'aws:s3',
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: 'orders' }, object: { key: 'in/2026-11-26.csv', size: 1024 } },
    },
  ],
}
