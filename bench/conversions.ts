import type { ConnectorConfig } from '../test/helpers/connect-rest.ts'
import type { System } from './systems.ts'

/** What stands between a connector and Kafka, each way, over lines of text. */
export interface Conversion {
  /** part of names of topics and connectors */
  readonly id: string
  readonly title: string
  readonly source: ConnectorConfig
  /** gives the lines back */
  readonly sink: ConnectorConfig
}

const transforms = 'org.apache.kafka.connect.transforms'
const json = {
  'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
  'value.converter.schemas.enable': 'true',
}

const hoist = {
  'transforms.hoist.type': `${transforms}.HoistField$Value`,
  'transforms.hoist.field': 'line',
}
/** A line becomes a struct of two fields. */
const toStruct = {
  ...hoist,
  'transforms.insert.type': `${transforms}.InsertField$Value`,
  'transforms.insert.static.field': 'source',
  // its length is no line feed in Avro: lines are counted
  'transforms.insert.static.value': 'benchmark',
}
const toLine = {
  'transforms.extract.type': `${transforms}.ExtractField$Value`,
  'transforms.extract.field': 'line',
}
/** It only moves the lines, which pass as bytes here. */
const chain = { transforms: 'hoist,insert,extract', ...toStruct, ...toLine }
/** It makes an object of each line. */
const readingChain = {
  transforms: 'hoist,cast,extract',
  ...hoist,
  'transforms.cast.type': `${transforms}.Cast$Value`,
  'transforms.cast.spec': 'line:string',
  ...toLine,
}

/** Lines, and lines in structs, by a converter. */
const both = (id: string, title: string, converter: ConnectorConfig): readonly Conversion[] => [
  { id, title, source: converter, sink: converter },
  {
    id: `${id}-struct`,
    title: `${title}, structs`,
    source: { ...converter, transforms: 'hoist,insert', ...toStruct },
    sink: { ...converter, transforms: 'extract', ...toLine },
  },
]

/** What is measured of a system; `registry`: URL of a schema registry as Confluent's clients are told. */
export const conversionsOf = (system: System, registry: string): readonly Conversion[] => [
  ...both('json', 'JSON with schemas', json),
  ...both('avro', 'Avro', system.avroConverter(registry)),
  { id: 'chain', title: 'text, three transformations', source: chain, sink: chain },
  {
    id: 'reading-chain',
    title: 'text, three transformations, one of which reads it',
    source: readingChain,
    sink: readingChain,
  },
]
