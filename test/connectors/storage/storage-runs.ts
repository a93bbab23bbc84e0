import { gunzipSync } from 'node:zlib'
import { memoryLimits } from '../../../connectors/storage/memory-limits.ts'
import { openStorageWriter, type StorageOptions } from '../../../connectors/storage/storage-writer.ts'
import { type Bucket, memoryBucket, memoryStore } from './memory-store.ts'
import { produce, type Run, type World, world } from './sink-runs.ts'

export type Settings = Partial<Pick<StorageOptions, 'rotation' | 'nulls' | 'limits' | 'now'>> & {
  readonly topicsDir?: string
  readonly gzip?: boolean
}

export const MiB = 1024 * 1024

export const opener =
  (bucket: Bucket, settings: Settings = {}): Run['open'] =>
  context =>
    openStorageWriter({
      context,
      layoutOf: ({ topic, partition }) => ({
        target: { bucket: 'bucket' },
        prefix: `${settings.topicsDir ?? 'topics'}/${topic}/partition=${partition}/${topic}+${partition}+`,
        pad: 10,
        extension: settings.gzip ? '.json.gz' : '.json',
        format: { name: 'json', decimalFormat: 'BASE64' },
        compression: { type: settings.gzip ? 'gzip' : 'none', level: -1 },
      }),
      openStore: () => memoryStore(bucket),
      rotation: { records: 3, bytes: undefined, schedule: undefined },
      nulls: 'ignore',
      limits: memoryLimits(5 * MiB),
      now: Date.now,
      ...settings,
    })

const linesOf = (key: string, body: Buffer): string[] => {
  const text = (key.endsWith('.gz') ? gunzipSync(body) : body).toString()
  return text.split('\n').slice(0, -1)
}

export const contents = (bucket: Bucket): string[] =>
  [...bucket.objects]
    .toSorted()
    .flatMap(([key, { body }]) => linesOf(key, body).map(line => JSON.parse(line)))

export const whole: Settings = { rotation: { records: undefined, bytes: 8 * MiB, schedule: undefined } }

export const values = (count: number, prefix = 'v') =>
  Array.from({ length: count }, (_, i) => `${prefix}${i}`)

export const filled = (): { world: World; bucket: Bucket; expected: string[] } => {
  const made = world()
  produce(made, 0, values(7, 'a'))
  produce(made, 1, values(4, 'b'))
  return { world: made, bucket: memoryBucket(), expected: [...values(6, 'a'), ...values(3, 'b')] }
}

export class Died extends Error {}

/** Dies at the n-th point, in the process or around a call to the store; dead processes write nothing more. */
const dyingAt = (n: number, bucket: Bucket) => {
  let points = 0
  const step = () => {
    if (points++ >= n) throw new Died()
  }
  bucket.hook = step
  return { step, survived: () => points <= n }
}

export const dieAt = async (n: number, bucket: Bucket, slice: (step: () => void) => Promise<unknown>) => {
  const death = dyingAt(n, bucket)
  await slice(death.step).catch(error => {
    if (!(error instanceof Died)) throw error
  })
  bucket.hook = () => {}
  return death.survived()
}
