import { expect } from 'vitest'
import { registry } from '../../../connectors/registry.ts'
import type { Exchanges } from './exchange.ts'
import { invalid, refused } from './refusals.ts'

const types = ['sink', 'source', 'transformation', 'predicate', 'converter', 'header_converter'] as const

/** In the order of types, by class. */
const listed = types.flatMap(type =>
  registry
    .filter(entry => entry.type === type)
    .map(({ classes }) => ({ class: classes[0] ?? '', type, version: expect.any(String) }))
    .toSorted((a, b) => (a.class < b.class ? -1 : 1)),
)

const sinksAndSources = listed.filter(({ type }) => type === 'sink' || type === 'source')

const chained = {
  name: 'v',
  'connector.class': 'FileStreamSource',
  topic: 't',
  transforms: 'whole',
  'transforms.whole.type': 'org.apache.kafka.connect.transforms.HoistField$Value',
  'transforms.whole.field': 'line',
  'transforms.whole.predicate': 'marked',
  predicates: 'marked',
  'predicates.marked.type': 'HasHeaderKey',
  'predicates.marked.name': 'h',
}

export const plugins: Exchanges = ({ file: path }) => [
  { request: ['GET', '/connector-plugins'], status: 200, body: sinksAndSources },
  { request: ['GET', '/connector-plugins?connectorsOnly=true'], status: 200, body: sinksAndSources },
  {
    request: ['GET', '/connector-plugins?connectorsOnly=false'],
    status: 200,
    body: listed,
  },
  {
    request: ['GET', '/connector-plugins/org.apache.kafka.connect.transforms.ExtractField$Value/config'],
    status: 200,
    body: expect.arrayContaining([
      expect.objectContaining({ name: 'field', type: 'STRING', required: true, default_value: null }),
    ]),
  },
  {
    request: ['GET', '/connector-plugins/ExtractField%24Value/config'],
    status: 200,
    body: expect.arrayContaining([expect.objectContaining({ name: 'field.syntax.version' })]),
  },
  { request: ['GET', '/connector-plugins/Filter/config'], status: 200, body: [] },
  {
    request: ['GET', '/connector-plugins/FileStreamSource/config'],
    status: 200,
    body: expect.arrayContaining([
      expect.objectContaining({ name: 'file', type: 'STRING', required: false, default_value: null }),
    ]),
  },
  { request: ['GET', '/connector-plugins/Nope/config'], ...refused(404, 'Unknown plugin Nope.') },
  {
    request: [
      'PUT',
      '/connector-plugins/FileStreamSource/config/validate',
      { name: 'v', 'connector.class': 'FileStreamSource', file: path, topic: 't', 'tasks.max': 'abc' },
    ],
    status: 200,
    body: expect.objectContaining({
      name: 'FileStreamSource',
      error_count: 2,
      configs: expect.arrayContaining([
        expect.objectContaining({
          value: expect.objectContaining({ name: 'topic', value: 't', errors: [] }),
        }),
      ]),
    }),
  },
  {
    request: ['PUT', '/connector-plugins/FileStreamSource/config/validate', { ...chained, file: path }],
    status: 200,
    body: expect.objectContaining({
      error_count: 0,
      groups: expect.arrayContaining(['Transforms: whole', 'Predicates: marked']),
    }),
  },
  {
    request: ['POST', '/connectors', { name: 'v', config: { ...chained, file: path, predicates: '' } }],
    ...invalid(
      'Invalid value marked for configuration transforms.whole.predicate: There is no such predicate, predicates is empty',
    ),
  },
  {
    request: [
      'PUT',
      '/connector-plugins/FileStreamSource/config/validate',
      { 'connector.class': 'FileStreamSink' },
    ],
    ...refused(400, 'Included connector type FileStreamSink does not match request type FileStreamSource'),
  },
]
