import { devNull } from 'node:os'
import { describe, expect, it } from 'vitest'
import { registry } from '../../connectors/registry.ts'
import { registryConformance, runCheck, type Sample, type Waiver } from './registry.ts'
import type { CheckedEntry } from './registry-checks.ts'

/** For each plugin what it needs, and nothing else. */
const samples: Readonly<Record<string, Sample>> = {
  'org.apache.kafka.connect.file.FileStreamSourceConnector': { file: '/tmp/input.txt', topic: 'lines' },
  'org.apache.kafka.connect.file.FileStreamSinkConnector': { file: devNull },
  'io.confluent.kafka.connect.datagen.DatagenConnector': { 'kafka.topic': 'users', quickstart: 'users' },
  'io.confluent.connect.s3.S3SinkConnector': { 's3.bucket.name': 'my-kafka-bucket' },
  'io.confluent.connect.elasticsearch.ElasticsearchSinkConnector': {
    'connection.url': 'http://localhost:1',
  },
  'io.aiven.connect.elasticsearch.ElasticsearchSinkConnector': { 'connection.url': 'http://localhost:1' },
  'io.aiven.kafka.connect.opensearch.OpenSearchSinkConnector': { 'connection.url': 'http://localhost:1' },
  'io.confluent.connect.jdbc.JdbcSourceConnector': {
    'connection.url': 'jdbc:postgresql://localhost:1/db',
    'topic.prefix': 'ones',
    query: 'SELECT 1 AS one',
  },
  'io.aiven.connect.jdbc.JdbcSourceConnector': {
    'connection.url': 'jdbc:mysql://localhost:1/db',
    'topic.prefix': 'ones',
    query: 'SELECT 1 AS one',
  },
  'io.confluent.connect.jdbc.JdbcSinkConnector': { 'connection.url': 'jdbc:postgresql://localhost:1/db' },
  'io.aiven.connect.jdbc.JdbcSinkConnector': { 'connection.url': 'jdbc:postgresql://localhost:1/db' },
  'io.debezium.connector.jdbc.JdbcSinkConnector': {
    'connection.url': 'jdbc:postgresql://localhost:1/db',
    'connection.username': 'connect',
  },
  DefaultConverter: {},
  'org.apache.kafka.connect.storage.StringConverter': {},
  'org.apache.kafka.connect.json.JsonConverter': {},
  'org.apache.kafka.connect.converters.ByteArrayConverter': {},
  'org.apache.kafka.connect.converters.BooleanConverter': {},
  'org.apache.kafka.connect.converters.ShortConverter': {},
  'org.apache.kafka.connect.converters.IntegerConverter': {},
  'org.apache.kafka.connect.converters.LongConverter': {},
  'org.apache.kafka.connect.converters.FloatConverter': {},
  'org.apache.kafka.connect.converters.DoubleConverter': {},
  'io.confluent.connect.avro.AvroConverter': { 'schema.registry.url': 'http://localhost:1' },
  'io.confluent.connect.json.JsonSchemaConverter': { 'schema.registry.url': 'http://localhost:1' },
  'io.confluent.connect.protobuf.ProtobufConverter': { 'schema.registry.url': 'http://localhost:1' },
  'org.apache.kafka.connect.storage.SimpleHeaderConverter': {},
  'org.apache.kafka.connect.transforms.Cast$Key': { spec: 'int64' },
  'org.apache.kafka.connect.transforms.Cast$Value': { spec: 'id:int64' },
  'org.apache.kafka.connect.transforms.DropHeaders': { headers: 'h' },
  'org.apache.kafka.connect.transforms.ExtractField$Key': { field: 'id' },
  'org.apache.kafka.connect.transforms.ExtractField$Value': { field: 'id' },
  'org.apache.kafka.connect.transforms.Filter': {},
  'org.apache.kafka.connect.transforms.Flatten$Key': {},
  'org.apache.kafka.connect.transforms.Flatten$Value': {},
  'org.apache.kafka.connect.transforms.HeaderFrom$Key': { fields: 'id', headers: 'h', operation: 'move' },
  'org.apache.kafka.connect.transforms.HeaderFrom$Value': { fields: 'id', headers: 'h', operation: 'move' },
  'org.apache.kafka.connect.transforms.HoistField$Key': { field: 'whole' },
  'org.apache.kafka.connect.transforms.HoistField$Value': { field: 'whole' },
  'org.apache.kafka.connect.transforms.InsertField$Key': { 'topic.field': 'topic' },
  'org.apache.kafka.connect.transforms.InsertField$Value': { 'topic.field': 'topic' },
  'org.apache.kafka.connect.transforms.InsertHeader': { header: 'h', 'value.literal': '1' },
  'org.apache.kafka.connect.transforms.MaskField$Key': { fields: 'id' },
  'org.apache.kafka.connect.transforms.MaskField$Value': { fields: 'id' },
  'org.apache.kafka.connect.transforms.RegexRouter': { regex: 'a', replacement: 'b' },
  'org.apache.kafka.connect.transforms.ReplaceField$Key': {},
  'org.apache.kafka.connect.transforms.ReplaceField$Value': {},
  'org.apache.kafka.connect.transforms.SetSchemaMetadata$Key': { 'schema.name': 'a.Name' },
  'org.apache.kafka.connect.transforms.SetSchemaMetadata$Value': { 'schema.name': 'a.Name' },
  'org.apache.kafka.connect.transforms.TimestampConverter$Key': { 'target.type': 'unix' },
  'org.apache.kafka.connect.transforms.TimestampConverter$Value': { 'target.type': 'unix' },
  'org.apache.kafka.connect.transforms.TimestampRouter': {},
  'org.apache.kafka.connect.transforms.ValueToKey': { fields: 'id' },
  'io.debezium.transforms.ExtractNewRecordState': {},
  'io.debezium.transforms.ByLogicalTableRouter': { 'topic.regex': '(.*)', 'topic.replacement': 'all' },
  'org.apache.kafka.connect.transforms.predicates.HasHeaderKey': { name: 'h' },
  'org.apache.kafka.connect.transforms.predicates.RecordIsTombstone': {},
  'org.apache.kafka.connect.transforms.predicates.TopicNameMatches': { pattern: 'a' },
}

const waivers: readonly Waiver[] = []

registryConformance(registry as readonly CheckedEntry[], { samples, waivers })

describe('a waiver', () => {
  const waiver = { plugin: 'a.Plugin', check: 'keeps null', reason: 'its format has no null' }
  const failing = () => {
    throw new Error('it does not')
  }

  it('lets a check fail', async () => {
    await expect(runCheck(failing)).rejects.toThrow('it does not')
    await runCheck(failing, waiver)
    await runCheck(async () => failing(), waiver)
  })

  it('fails when it is no longer needed', async () => {
    await runCheck(() => {})
    await expect(runCheck(() => {}, waiver)).rejects.toThrow(
      'a.Plugin passes "keeps null": its waiver is no longer needed',
    )
  })
})
