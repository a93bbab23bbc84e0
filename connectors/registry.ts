import {
  type ConverterDefinition,
  type HeaderConverterDefinition,
  headerConverterOf,
} from './sdk/converter.ts'
import { type Entry, type Plugin, pluginsOf } from './sdk/find-plugin.ts'
import type { PredicateDefinition, TransformDefinition } from './sdk/transform.ts'

export type { Entry, Plugin }
export { pluginsOf }

/** What a deployment decides for its plugins, whatever configurations say. */
export interface PluginSettings {
  /** the only directory that file connectors may use; absent: all that the process may touch */
  readonly fileDirectory?: string
  /** each run may see another disk: what is on this one says nothing about files */
  readonly disksDiffer?: boolean
}

const kafka = 'org.apache.kafka.connect'

/** Kafka's own converters are header converters too. */
const converter = (name: string, load: () => Promise<ConverterDefinition>): readonly Entry[] => {
  const classes = [`${kafka}.${name}`]
  let ofHeaders: HeaderConverterDefinition | undefined
  const loadOfHeaders = async () => {
    ofHeaders ??= headerConverterOf(await load())
    return ofHeaders
  }
  return [
    { type: 'converter', classes, load },
    { type: 'header_converter', classes, load: loadOfHeaders },
  ]
}
const transform = (name: string, load: () => Promise<TransformDefinition>): Entry => ({
  type: 'transformation',
  classes: [`${kafka}.transforms.${name}`],
  load,
})
const predicate = (name: string, load: () => Promise<PredicateDefinition>): Entry => ({
  type: 'predicate',
  classes: [`${kafka}.transforms.predicates.${name}`],
  load,
})

/** The one list of plugins. Each is loaded when a configuration first names it. */
export const createRegistry = ({
  fileDirectory,
  disksDiffer = false,
}: PluginSettings = {}): readonly Entry[] => [
  {
    type: 'source',
    classes: ['org.apache.kafka.connect.file.FileStreamSourceConnector'],
    load: async () => {
      const { fileStreamSource, fileStreamSourceIn } = await import('./file/file-stream-source.ts')
      return fileDirectory === undefined
        ? fileStreamSource
        : fileStreamSourceIn(fileDirectory, { disksDiffer })
    },
  },
  {
    type: 'sink',
    classes: ['org.apache.kafka.connect.file.FileStreamSinkConnector'],
    load: async () => {
      const { fileStreamSink, fileStreamSinkIn } = await import('./file/file-stream-sink.ts')
      return fileDirectory === undefined ? fileStreamSink : fileStreamSinkIn(fileDirectory, { disksDiffer })
    },
  },
  {
    type: 'source',
    classes: ['io.confluent.kafka.connect.datagen.DatagenConnector'],
    load: async () => (await import('./datagen/datagen-source.ts')).datagenSource,
  },
  {
    type: 'sink',
    classes: ['io.confluent.connect.s3.S3SinkConnector'],
    load: async () => (await import('./s3/s3-sink.ts')).s3Sink,
  },
  {
    type: 'sink',
    classes: ['io.confluent.connect.elasticsearch.ElasticsearchSinkConnector'],
    load: async () => (await import('./elasticsearch/elasticsearch-sink.ts')).elasticsearchSink,
  },
  {
    type: 'sink',
    classes: ['io.aiven.connect.elasticsearch.ElasticsearchSinkConnector'],
    fullNameOnly: true,
    load: async () => (await import('./elasticsearch/aiven-elasticsearch-sink.ts')).aivenElasticsearchSink,
  },
  {
    type: 'sink',
    classes: ['io.aiven.kafka.connect.opensearch.OpenSearchSinkConnector'],
    load: async () => (await import('./elasticsearch/opensearch-sink.ts')).opensearchSink,
  },
  {
    type: 'source',
    classes: ['io.confluent.connect.jdbc.JdbcSourceConnector'],
    load: async () => (await import('./jdbc/jdbc-source.ts')).confluentJdbcSource,
  },
  {
    type: 'source',
    classes: ['io.aiven.connect.jdbc.JdbcSourceConnector'],
    fullNameOnly: true,
    load: async () => (await import('./jdbc/jdbc-source.ts')).aivenJdbcSource,
  },
  {
    type: 'sink',
    classes: ['io.confluent.connect.jdbc.JdbcSinkConnector'],
    load: async () => (await import('./jdbc/jdbc-sink.ts')).jdbcSink,
  },
  {
    type: 'sink',
    classes: ['io.aiven.connect.jdbc.JdbcSinkConnector'],
    fullNameOnly: true,
    load: async () => (await import('./jdbc/jdbc-sink.ts')).aivenJdbcSink,
  },
  {
    type: 'sink',
    classes: ['io.debezium.connector.jdbc.JdbcSinkConnector'],
    fullNameOnly: true,
    load: async () => (await import('./jdbc/jdbc-sink.ts')).debeziumJdbcSink,
  },
  {
    type: 'converter',
    classes: ['DefaultConverter'],
    load: async () => (await import('./converters/default-converter.ts')).defaultConverter,
  },
  ...converter(
    'storage.StringConverter',
    async () => (await import('./converters/string-converter.ts')).stringConverter,
  ),
  ...converter(
    'json.JsonConverter',
    async () => (await import('./converters/json-converter.ts')).jsonConverter,
  ),
  ...converter(
    'converters.ByteArrayConverter',
    async () => (await import('./converters/byte-array-converter.ts')).byteArrayConverter,
  ),
  ...converter(
    'converters.BooleanConverter',
    async () => (await import('./converters/boolean-converter.ts')).booleanConverter,
  ),
  ...converter(
    'converters.ShortConverter',
    async () => (await import('./converters/number-converters.ts')).shortConverter,
  ),
  ...converter(
    'converters.IntegerConverter',
    async () => (await import('./converters/number-converters.ts')).integerConverter,
  ),
  ...converter(
    'converters.LongConverter',
    async () => (await import('./converters/number-converters.ts')).longConverter,
  ),
  ...converter(
    'converters.FloatConverter',
    async () => (await import('./converters/number-converters.ts')).floatConverter,
  ),
  ...converter(
    'converters.DoubleConverter',
    async () => (await import('./converters/number-converters.ts')).doubleConverter,
  ),
  {
    type: 'converter',
    classes: ['io.confluent.connect.avro.AvroConverter'],
    load: async () => (await import('./converters/avro-converter.ts')).avroConverter,
  },
  {
    type: 'converter',
    classes: ['io.confluent.connect.json.JsonSchemaConverter'],
    load: async () => (await import('./converters/json-schema-converter.ts')).jsonSchemaConverter,
  },
  {
    type: 'converter',
    classes: ['io.confluent.connect.protobuf.ProtobufConverter'],
    load: async () => (await import('./converters/protobuf-converter.ts')).protobufConverter,
  },
  {
    type: 'header_converter',
    classes: ['org.apache.kafka.connect.storage.SimpleHeaderConverter'],
    load: async () => (await import('./converters/simple-header-converter.ts')).simpleHeaderConverter,
  },
  transform('Cast$Key', async () => (await import('./transforms/cast.ts')).castKey),
  transform('Cast$Value', async () => (await import('./transforms/cast.ts')).castValue),
  transform('DropHeaders', async () => (await import('./transforms/drop-headers.ts')).dropHeaders),
  transform('ExtractField$Key', async () => (await import('./transforms/extract-field.ts')).extractFieldKey),
  transform(
    'ExtractField$Value',
    async () => (await import('./transforms/extract-field.ts')).extractFieldValue,
  ),
  transform('Filter', async () => (await import('./transforms/filter.ts')).filter),
  transform('Flatten$Key', async () => (await import('./transforms/flatten.ts')).flattenKey),
  transform('Flatten$Value', async () => (await import('./transforms/flatten.ts')).flattenValue),
  transform('HeaderFrom$Key', async () => (await import('./transforms/header-from.ts')).headerFromKey),
  transform('HeaderFrom$Value', async () => (await import('./transforms/header-from.ts')).headerFromValue),
  transform('HoistField$Key', async () => (await import('./transforms/hoist-field.ts')).hoistFieldKey),
  transform('HoistField$Value', async () => (await import('./transforms/hoist-field.ts')).hoistFieldValue),
  transform('InsertField$Key', async () => (await import('./transforms/insert-field.ts')).insertFieldKey),
  transform('InsertField$Value', async () => (await import('./transforms/insert-field.ts')).insertFieldValue),
  transform('InsertHeader', async () => (await import('./transforms/insert-header.ts')).insertHeader),
  transform('MaskField$Key', async () => (await import('./transforms/mask-field.ts')).maskFieldKey),
  transform('MaskField$Value', async () => (await import('./transforms/mask-field.ts')).maskFieldValue),
  transform('RegexRouter', async () => (await import('./transforms/regex-router.ts')).regexRouter),
  transform('ReplaceField$Key', async () => (await import('./transforms/replace-field.ts')).replaceFieldKey),
  transform(
    'ReplaceField$Value',
    async () => (await import('./transforms/replace-field.ts')).replaceFieldValue,
  ),
  transform(
    'SetSchemaMetadata$Key',
    async () => (await import('./transforms/set-schema-metadata.ts')).setSchemaMetadataKey,
  ),
  transform(
    'SetSchemaMetadata$Value',
    async () => (await import('./transforms/set-schema-metadata.ts')).setSchemaMetadataValue,
  ),
  transform(
    'TimestampConverter$Key',
    async () => (await import('./transforms/timestamp-converter.ts')).timestampConverterKey,
  ),
  transform(
    'TimestampConverter$Value',
    async () => (await import('./transforms/timestamp-converter.ts')).timestampConverterValue,
  ),
  transform(
    'TimestampRouter',
    async () => (await import('./transforms/timestamp-router.ts')).timestampRouter,
  ),
  transform('ValueToKey', async () => (await import('./transforms/value-to-key.ts')).valueToKey),
  {
    type: 'transformation',
    classes: ['io.debezium.transforms.ExtractNewRecordState'],
    load: async () =>
      (await import('./transforms/debezium/extract-new-record-state.ts')).extractNewRecordState,
  },
  {
    type: 'transformation',
    classes: ['io.debezium.transforms.ByLogicalTableRouter'],
    load: async () => (await import('./transforms/debezium/by-logical-table-router.ts')).byLogicalTableRouter,
  },
  predicate('HasHeaderKey', async () => (await import('./predicates/has-header-key.ts')).hasHeaderKey),
  predicate(
    'RecordIsTombstone',
    async () => (await import('./predicates/record-is-tombstone.ts')).recordIsTombstone,
  ),
  predicate(
    'TopicNameMatches',
    async () => (await import('./predicates/topic-name-matches.ts')).topicNameMatches,
  ),
]

export const registry = createRegistry()

export const plugins = pluginsOf(registry)
