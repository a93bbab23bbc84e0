import { chains, stepClasses } from './chain-requests.ts'

type Config = Readonly<Record<string, string>>

/** A request that both are asked. */
export interface ComparedRequest {
  readonly name: string
  readonly method: 'GET' | 'PUT'
  readonly path: string
  readonly body?: Config
}

const source: Config = { 'connector.class': 'FileStreamSource', name: 'x', topic: 't', file: '/tmp/lines' }
const sink: Config = { 'connector.class': 'FileStreamSink', name: 'x', topics: 't', file: '/tmp/lines' }

const validate = (plugin: string, body: Config, name: string): ComparedRequest => ({
  name,
  method: 'PUT',
  path: `/connector-plugins/${plugin}/config/validate`,
  body,
})

const changed = (base: Config, plugin: string) => (changes: Readonly<Record<string, string | null>>) => {
  const entries = Object.entries({ ...base, ...changes })
  const body = Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== null))
  return validate(plugin, body, `${plugin} with ${JSON.stringify(changes)}`)
}

const defaults = {
  'topic.creation.default.partitions': '3',
  'topic.creation.default.replication.factor': '1',
}

const common: readonly Readonly<Record<string, string | null>>[] = [
  {},
  { name: null },
  { name: '' },
  { name: 'a\nb' },
  { 'tasks.max': 'abc' },
  { 'tasks.max': '0' },
  { 'tasks.max': '99999999999' },
  { 'tasks.max': ' +3 ' },
  { 'tasks.max.enforce': 'x' },
  { 'errors.tolerance': 'some', 'errors.log.enable': 'yes', 'errors.retry.timeout': '1.5' },
  { 'errors.retry.delay.max.ms': '-5', 'errors.log.include.messages': 'maybe' },
  { 'config.action.reload': 'x' },
  { 'flush.sise': '1' },
  { 'key.converter': 'Nope' },
  { 'key.converter': '' },
  { 'value.converter': 'org.apache.kafka.connect.file.FileStreamSourceConnector' },
  { 'key.converter': 'SimpleHeaderConverter' },
  { 'key.converter': 'SimpleHeader', 'value.converter': 'String' },
  { 'key.converter': 'JsonConverter', 'value.converter': 'org.apache.kafka.connect.json.JsonConverter' },
  { 'key.converter': 'Json', 'key.converter.schemas.enable': 'maybe', 'key.converter.decimal.format': 'x' },
  { 'value.converter': 'ByteArrayConverter', 'value.converter.schemas.enable': 'false' },
  { 'key.converter.schemas.enable': 'false' },
  { 'header.converter': 'Nope' },
  { 'header.converter': 'SimpleHeaderConverter', 'header.converter.foo': '1' },
  { 'header.converter': 'Simple' },
  { 'header.converter': 'JsonConverter' },
  { 'header.converter': 'Json', 'header.converter.schemas.enable': 'maybe' },
  { 'header.converter': 'org.apache.kafka.connect.converters.LongConverter' },
  { 'connector.plugin.version': '[4.3.1]', 'value.converter.plugin.version': '9' },
  { 'connector.plugin.version': '1.0' },
  { file: null },
]

const ofSource: typeof common = [
  { topic: '' },
  { topic: null },
  { topic: '  t  ', file: ' /tmp/a ' },
  { 'batch.size': 'x' },
  { 'batch.size': '' },
  { 'topic.creation.groups': 'a,b' },
  { 'topic.creation.groups': 'a,a', ...defaults },
  { 'topic.creation.groups': 'a', 'topic.creation.a.include': 'x.*', ...defaults },
  { 'topic.creation.groups': 'a', 'topic.creation.a.include': '(', 'topic.creation.default.partitions': '0' },
  { 'exactly.once.support': 'required' },
  { 'exactly.once.support': 'x', 'transaction.boundary': 'y', 'transaction.boundary.interval.ms': '-1' },
  { 'offsets.storage.topic': '' },
  { 'producer.override.linger.ms': '5', 'producer.override.compression.type': 'gzip' },
  { 'producer.override.linger.ms': 'abc' },
  { 'producer.override.compression.type': 'zip' },
  { 'producer.override.sasl.jaas.config': 'hush' },
  { 'producer.override.foo': '5', 'consumer.override.bar': '6', 'admin.override.retries': '7' },
  { 'admin.override.retries': '7', ...defaults },
]

const dlq = 'errors.deadletterqueue.topic.name'
const ofSink: typeof common = [
  { topics: null },
  { topics: '' },
  { topics: ' a ,  b ' },
  { topics: 'a,,b' },
  { topics: 'a,a' },
  { 'topics.regex': 'b' },
  { topics: null, 'topics.regex': '(' },
  { topics: null, 'topics.regex': 'a.*', [dlq]: 'ab' },
  { topics: 'a, dead', [dlq]: 'dead' },
  { [dlq]: 'dead', 'producer.override.linger.ms': '5', 'admin.override.retries': '7' },
  { [`${dlq.slice(0, -5)}.replication.factor`]: 'x', 'errors.deadletterqueue.context.headers.enable': 'x' },
  { 'consumer.override.max.poll.records': '5', 'consumer.override.zzz': '1' },
  { 'consumer.override.group.id': 'g', 'consumer.override.isolation.level': 'read_committed' },
  { 'consumer.override.auto.offset.reset': 'sometimes' },
  { 'consumer.override.max.poll.records': 'q' },
]

const full = 'org.apache.kafka.connect.file.FileStreamSinkConnector'
const classes = [full, 'FileStreamSinkConnector', 'FileStreamSink', 'Sink', 'Nope']
const named = classes.flatMap(plugin =>
  [...classes, '', ' FileStreamSink '].map(className =>
    validate(plugin, { ...sink, 'connector.class': className }, `${plugin} validates "${className}"`),
  ),
)

const { 'connector.class': _, ...classless } = source

const described = [
  'FileStreamSource',
  full,
  'JsonConverter',
  'Json',
  'String',
  'Simple',
  'SimpleHeader',
  'Nope',
]

export const requests: readonly ComparedRequest[] = [
  ...[...described, ...stepClasses].map(
    (plugin): ComparedRequest => ({
      name: `GET ${plugin}`,
      method: 'GET',
      path: `/connector-plugins/${plugin}/config`,
    }),
  ),
  ...[...common, ...ofSource, ...chains].map(changed(source, 'FileStreamSource')),
  ...[...common, ...ofSink].map(changed(sink, 'FileStreamSink')),
  ...named,
  validate('FileStreamSource', classless, 'no class'),
]
