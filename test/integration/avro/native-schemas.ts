const record = (fields: readonly object[], more: object = {}) => ({
  type: 'record',
  name: 'n.R',
  fields,
  ...more,
})
const field = (name: string, type: unknown, more: object = {}) => ({ name, type, ...more })

const E = { type: 'enum', name: 'E', symbols: ['A', 'B'], doc: 'doc of E', default: 'A' }
const X = { type: 'fixed', name: 'X', size: 4 }
const entry = (name: string, key: unknown, value: unknown, more: object = {}) => ({
  type: 'array',
  items: { type: 'record', name, fields: [field('key', key), field('value', value)], ...more },
})

const defaults = [
  field('a', 'int', { default: 5, doc: 'doc of a' }),
  field('b', ['null', 'string'], { default: null }),
  field('c', ['string', 'null'], { default: 'x' }),
  field('d', E, { default: 'B' }),
  field('e', X, { default: '\u0001\u0002\u0003\u00ff' }),
  field('g', { type: 'array', items: 'long' }, { default: [1, 2] }),
  field('h', { type: 'map', values: 'double' }, { default: { q: 1.5 } }),
  field('i', ['null', 'int', 'string'], { default: null }),
  field('j', ['int', 'string'], { default: 7 }),
  field('l', 'float', { default: 0.1 }),
  field('m', 'bytes', { default: '\u00e9' }),
  field('n', 'double', { default: 3 }),
]

const logical = [
  field('day', { type: 'int', logicalType: 'date' }, { default: 3 }),
  field('at', { type: 'long', logicalType: 'timestamp-millis' }, { default: 1000 }),
  field('micros', { type: 'long', logicalType: 'timestamp-micros' }),
  field('id', { type: 'string', logicalType: 'uuid' }),
  field('price', { type: 'bytes', logicalType: 'decimal', precision: 10, scale: 3 }),
  field('whole', { type: 'bytes', logicalType: 'decimal', precision: 64 }, { default: '\u0001' }),
  field('other', { type: 'int', logicalType: 'foo' }),
  field('maybe', ['null', { type: 'int', logicalType: 'date' }]),
]

const ofConnect = [
  field('b', { type: 'int', 'connect.type': 'int32', 'connect.default': 3 }),
  field('c', {
    type: 'string',
    'connect.doc': 'doc',
    'connect.version': 4,
    'connect.name': 'name',
    'connect.parameters': { p: 'q' },
    avroText: 'text',
    avroNumber: 3,
  }),
]

/** Avro schemas that were not made from Connect's. */
export const nativeSchemas: readonly unknown[] = [
  ...['int', 'string', E, X, ['int', 'string'], ['string'], ['int']],
  { type: 'map', values: ['null', 'int'] },
  { type: 'array', items: ['int', 'string'] },
  { type: 'array', items: ['string'] },
  record(defaults, { doc: 'doc of R' }),
  record(logical),
  record(ofConnect),
  record([]),
  record([field('empty', record([], { name: 'n.Empty' }))]),
  record([
    field('a', record([field('x', 'int')], { name: 'n.I' }), { default: { x: 4 } }),
    field('b', 'I'),
    field('c', ['null', 'I']),
    field('d', { type: 'array', items: 'I' }),
    field('e', ['I', 'string']),
  ]),
  record([
    field('a', [
      'null',
      E,
      X,
      'string',
      'boolean',
      'double',
      { type: 'array', items: 'int' },
      { type: 'map', values: 'int' },
    ]),
  ]),
  record([field('a', [E, { type: 'enum', name: 'E2', symbols: ['A', 'C'] }])]),
  record([field('a', ['float', 'double', 'int', 'long'])]),
  record([field('a', ['string'], { default: 'q', doc: 'd' })]),
  record([field('a', 'string'), field('b', 'int')], {
    'connect.doc': 'z',
    'connect.default': { a: 'w', b: 3 },
  }),
  entry('io.confluent.connect.avro.MapEntry', 'int', ['null', 'string']),
  entry('x.Entry', 'long', X, { 'connect.internal.type': 'MapEntry' }),
]
