import type { ConfigDef, ConfigOf } from '../sdk/config.ts'
import { className, defineConfig, int, long, string } from '../sdk/config.ts'
import type { TopicPartition } from '../sdk/sink.ts'
import { atLeast, oneOf, oneOfIgnoringCase, optional } from '../sdk/validators.ts'
import { defaultPartitionerPrefix } from './layout.ts'
import { isTimeZone } from './time-zone.ts'

const DEFAULT_PARTITIONER = 'io.confluent.connect.storage.partitioner.DefaultPartitioner'

/** Keys that all object stores share. */
export const storageConfig = defineConfig({
  'topics.dir': string({
    default: 'topics',
    importance: 'HIGH',
    doc: 'First folder of every key; empty: none.',
  }),
  'directory.delim': string({ default: '/', importance: 'MEDIUM', doc: 'Between the folders of a key.' }),
  'file.delim': string({
    default: '+',
    importance: 'MEDIUM',
    doc: 'Between topic, partition and offset in the name of an object.',
  }),
  'filename.offset.zero.pad.width': int({
    default: 10,
    validator: atLeast(0),
    importance: 'LOW',
    doc: 'Least number of digits of the start offset in the name of an object.',
  }),
  'flush.size': int({
    default: null,
    validator: optional(atLeast(1)),
    importance: 'HIGH',
    doc:
      'Records of a topic partition in one object; what remains waits for more. Absent: what a slice has read is ' +
      'written when it ends, or when 8 MiB are full.',
  }),
  'rotate.schedule.interval.ms': long({
    default: -1,
    importance: 'MEDIUM',
    doc: 'Writes what there is at the multiples of this interval, counted from the start of the day in `timezone`; -1: off.',
  }),
  timezone: string({
    default: '',
    importance: 'MEDIUM',
    doc: 'IANA name of the zone whose days `rotate.schedule.interval.ms` is aligned to.',
  }),
  'partitioner.class': className({
    default: DEFAULT_PARTITIONER,
    validator: oneOf(DEFAULT_PARTITIONER),
    importance: 'HIGH',
    doc: 'How records are divided into folders.',
  }),
  'json.decimal.format': string({
    default: 'BASE64',
    validator: oneOfIgnoringCase('BASE64', 'NUMERIC'),
    importance: 'LOW',
    doc: 'How JsonFormat writes decimals.',
  }),
  'format.bytearray.extension': string({
    default: '.bin',
    importance: 'LOW',
    doc: 'Extension of the objects of ByteArrayFormat.',
  }),
  'format.bytearray.separator': string({
    default: null,
    importance: 'LOW',
    doc: 'Follows each record in ByteArrayFormat; absent: a line feed.',
  }),
  'behavior.on.null.values': string({
    default: 'fail',
    validator: oneOfIgnoringCase('fail', 'ignore'),
    importance: 'LOW',
    doc: 'What becomes of records without a value: an error of the record, or nothing.',
  }),
}) satisfies ConfigDef

export type StorageConfig = ConfigOf<typeof storageConfig>

export const storageProblems = function* (config: StorageConfig): Iterable<readonly [string, string]> {
  const zone = config.timezone
  if (config['rotate.schedule.interval.ms'] > 0 && !isTimeZone(zone))
    yield [
      'timezone',
      `Invalid value ${zone} for configuration timezone: rotate.schedule.interval.ms needs the IANA name of a time zone, such as UTC`,
    ]
}

export const prefixOf = (config: StorageConfig, partition: TopicPartition): string =>
  defaultPartitionerPrefix(
    {
      topicsDir: config['topics.dir'],
      directoryDelim: config['directory.delim'],
      fileDelim: config['file.delim'],
    },
    partition,
  )
