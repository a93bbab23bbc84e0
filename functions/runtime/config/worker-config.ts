import {
  boolean,
  className,
  defineConfig,
  int,
  list,
  long,
  short,
  string,
} from '../../../connectors/sdk/config.ts'
import { atLeast, nonEmpty, oneOfIgnoringCase } from '../../../connectors/sdk/validators.ts'

const low = { importance: 'LOW' } as const

const converter = (of: string, fallback: string) =>
  className({
    importance: 'HIGH',
    default: fallback,
    doc: `Converter of the ${of} of connectors that name none; its own keys stand below it.`,
  })

/** Worker keys that mean the same wherever connectors run; those of Kafka's clients are beside them. */
export const workerConfig = defineConfig({
  'key.converter': converter('keys', 'DefaultConverter'),
  'value.converter': converter('values', 'DefaultConverter'),
  'header.converter': converter('headers', 'org.apache.kafka.connect.storage.SimpleHeaderConverter'),
  'offset.flush.interval.ms': long({
    ...low,
    default: 60_000,
    validator: atLeast(1),
    doc: 'The longest time between two flushes of a sink, ms, and the time of `transaction.boundary=interval`.',
  }),
  'topic.creation.enable': boolean({
    ...low,
    default: true,
    doc: "Whether `topic.creation.*` of sources counts. `false`: topics that are missing are created with the broker's defaults.",
  }),
  'exactly.once.source.support': string({
    importance: 'HIGH',
    default: 'disabled',
    validator: oneOfIgnoringCase('DISABLED', 'PREPARING', 'ENABLED'),
    doc: 'Whether sources that can write exactly once do so without being asked: `enabled`. `exactly.once.support=required` does not need it.',
  }),
  'offset.storage.topic': string({
    importance: 'HIGH',
    default: 'connect-offsets',
    validator: nonEmpty,
    doc: 'The topic of source offsets, where sources that write exactly once have theirs; made when it is missing. Other sources begin there, when they come from Kafka Connect.',
  }),
  'offset.storage.partitions': int({
    ...low,
    default: 25,
    doc: 'Partitions of that topic when it is made.',
  }),
  'offset.storage.replication.factor': short({
    ...low,
    default: -1,
    doc: "Its replication factor then; -1: the broker's default.",
  }),
  'config.providers': list({
    ...low,
    default: [],
    doc: 'Names of [config providers](../config-providers.md), each with its keys `config.providers.<name>.…`.',
  }),
  'plugin.path': list({
    ...low,
    default: [],
    doc: 'Files, npm packages and folders with [plugins of your own](../custom-plugins.md). Folders of jars are passed over.',
  }),
  'file.connectors.dir': string({
    ...low,
    default: null,
    doc: 'The only directory that file connectors may use. Without it they go wherever the process may; on AWS they stay in `/tmp/connect`.',
  }),
  'topic.tracking.enable': boolean({
    ...low,
    default: true,
    doc: 'Whether the REST API tells which topics a connector has used.',
  }),
  'topic.tracking.allow.reset': boolean({
    ...low,
    default: true,
    doc: 'Whether it lets them be forgotten.',
  }),
  'access.control.allow.origin': string({
    ...low,
    default: '',
    doc: 'Origins of web pages that may call the REST API: `*`, or regular expressions for a whole origin. Empty: none.',
  }),
  'access.control.allow.methods': string({
    ...low,
    default: '',
    doc: 'Methods that those pages may use. Empty: GET, POST and HEAD.',
  }),
})
