import type { ConnectorConfig } from '../test/helpers/connect-rest.ts'

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

/** A line becomes a struct of two fields. */
const toStruct = {
  'transforms.hoist.type': `${transforms}.HoistField$Value`,
  'transforms.hoist.field': 'line',
  'transforms.insert.type': `${transforms}.InsertField$Value`,
  'transforms.insert.static.field': 'source',
  'transforms.insert.static.value': 'bench',
}
const toLine = {
  'transforms.extract.type': `${transforms}.ExtractField$Value`,
  'transforms.extract.field': 'line',
}
const chain = { transforms: 'hoist,insert,extract', ...toStruct, ...toLine }

export const conversions: readonly Conversion[] = [
  { id: 'json', title: 'JSON with schemas', source: json, sink: json },
  {
    id: 'json-struct',
    title: 'structs as JSON with schemas',
    source: { ...json, transforms: 'hoist,insert', ...toStruct },
    sink: { ...json, transforms: 'extract', ...toLine },
  },
  { id: 'chain', title: 'text, three transformations', source: chain, sink: chain },
]

/** What an Avro converter is, and how it is told where the registry is: another one in each system. */
export const avroConversion = (converter: ConnectorConfig): Conversion => {
  const config = Object.fromEntries(
    Object.entries(converter).map(([key, value]) => [`value.converter${key === '' ? '' : `.${key}`}`, value]),
  )
  return { id: 'avro', title: 'Avro', source: config, sink: config }
}
