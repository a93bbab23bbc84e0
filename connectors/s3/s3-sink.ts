import { defineSink, type SinkContext, type SinkPartition } from '../sdk/sink.ts'
import type { FormatSpec } from '../storage/format.ts'
import type { Layout } from '../storage/layout.ts'
import { memoryLimits } from '../storage/memory-limits.ts'
import { rotation } from '../storage/rotation.ts'
import { prefixOf, storageProblems } from '../storage/storage-config.ts'
import { openStorageWriter } from '../storage/storage-writer.ts'
import { JSON_FORMAT, type S3Config, s3Config, s3Problems, s3Target } from './s3-config.ts'

const formatSpec = (config: S3Config): FormatSpec =>
  config['format.class'] === JSON_FORMAT
    ? { name: 'json', decimalFormat: config['json.decimal.format'].toUpperCase() }
    : { name: 'bytearray', separator: config['format.bytearray.separator'] ?? '\n' }

const layoutOf = (config: S3Config, partition: SinkPartition): Layout => {
  const format = formatSpec(config)
  const gzip = config['s3.compression.type'].toLowerCase() === 'gzip'
  const extension = format.name === 'json' ? '.json' : config['format.bytearray.extension']
  return {
    target: s3Target(config),
    prefix: prefixOf(config, partition),
    pad: config['filename.offset.zero.pad.width'],
    extension: `${extension}${gzip ? '.gz' : ''}`,
    format,
    compression: { type: gzip ? 'gzip' : 'none', level: config['s3.compression.level'] },
  }
}

const openWriter = async ({ config, ...context }: SinkContext<S3Config>) => {
  // the SDK is loaded by those alone who write
  const { openStore } = await import('./open-store.ts')
  return openStorageWriter({
    context,
    layoutOf: partition => layoutOf(config, partition),
    openStore: target => openStore(config, target),
    rotation: rotation(config),
    nulls: config['behavior.on.null.values'].toLowerCase() === 'ignore' ? 'ignore' : 'fail',
    limits: memoryLimits(config['s3.part.size']),
    now: Date.now,
  })
}

/** Topic partitions into objects of an S3 bucket, each record in exactly one. */
export const s3Sink = defineSink({
  classes: ['io.confluent.connect.s3.S3SinkConnector'],
  version: '0.1.0',
  docs: {
    title: 'S3 sink',
    summary: 'Topic partitions into objects of a bucket.',
    delivers: 'exactly once',
    because:
      'each record is in one object: a cut is stored as intent before its object is put, under a name made of its start offset, if absent',
  },
  config: s3Config,
  holdsBack: true,
  validate: function* (config) {
    yield* storageProblems(config)
    yield* s3Problems(config)
  },
  probe: async function* (config, { signal }) {
    // the SDK is loaded by those alone who reach the network
    const { probeBucket } = await import('./s3-probe.ts')
    yield* probeBucket(config, signal)
  },
  open: openWriter,
})
