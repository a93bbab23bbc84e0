type Changes = Readonly<Record<string, string | null>>

const transforms = 'org.apache.kafka.connect.transforms'
const filter = `${transforms}.Filter`
const tombstone = `${transforms}.predicates.RecordIsTombstone`

/** One transformation, under the alias `a`. */
const transform = (className: string, keys: Changes = {}): Changes => ({
  transforms: 'a',
  'transforms.a.type': className,
  ...Object.fromEntries(Object.entries(keys).map(([key, value]) => [`transforms.a.${key}`, value])),
})

const predicate = (className: string, keys: Changes = {}): Changes => ({
  predicates: 'p',
  'predicates.p.type': className,
  ...Object.fromEntries(Object.entries(keys).map(([key, value]) => [`predicates.p.${key}`, value])),
})

const on = (side: 'Key' | 'Value', name: string, keys: Changes = {}) =>
  transform(`${transforms}.${name}$${side}`, keys)

/** Transformations and predicates, right and wrong. */
export const chains: readonly Changes[] = [
  { transforms: 'a' },
  { transforms: 'a,a', 'transforms.a.type': filter },
  { transforms: 'a,,b', 'transforms.a.type': filter, 'transforms.b.type': filter },
  { transforms: ' a , b.c ', 'transforms.a.type': 'Filter', 'transforms.b.c.type': filter },
  { transforms: 'b,a', 'transforms.a.type': 'Filter', 'transforms.b.type': 'Nope', 'transforms.b.x': '1' },
  { transforms: '', predicates: ' ' },
  ...['', 'Nope', 'ReplaceField', `${transforms}.ReplaceField`, tombstone].map(each => transform(each)),
  transform('org.apache.kafka.connect.storage.StringConverter'),
  transform('Filter', { 'plugin.version': '[4.3.1]', unknown: '1' }),
  transform('Filter', { negate: 'true' }),
  transform('Filter', { negate: 'false' }),
  transform('Filter', { negate: 'maybe', predicate: 'p' }),
  transform('Filter', { predicate: 'p' }),
  { ...transform('Filter', { predicate: 'q', negate: 'true' }), ...predicate(tombstone) },
  { ...transform('Filter', { predicate: 'p', negate: ' TRUE ' }), ...predicate(tombstone) },
  { ...transform('Filter', { predicate: 'p' }), predicates: 'p' },
  { predicates: 'p,p', 'predicates.p.type': filter },
  predicate('Nope'),
  predicate('HasHeaderKey'),
  predicate('HasHeaderKey', { name: '' }),
  predicate('RecordIsTombstone', { name: 'x' }),
  transform('DropHeaders'),
  transform('DropHeaders', { headers: '' }),
  transform('DropHeaders', { headers: 'a, b' }),
  on('Key', 'ExtractField', { field: 'a', 'field.syntax.version': 'V3' }),
  on('Value', 'ExtractField', { field: '', 'replace.null.with.default': 'x' }),
  on('Value', 'ExtractField', { field: '`a', 'field.syntax.version': 'V2' }),
  on('Value', 'Flatten', { delimiter: '' }),
  on('Key', 'HeaderFrom'),
  on('Value', 'HeaderFrom', { fields: 'a,b', headers: 'x', operation: 'move' }),
  on('Value', 'HeaderFrom', { fields: 'a', headers: 'x', operation: 'take' }),
  on('Value', 'HoistField'),
  on('Value', 'InsertField'),
  on('Value', 'InsertField', { 'topic.field': 't', 'static.field': 's' }),
  transform('InsertHeader', { header: '', 'value.literal': '' }),
  on('Value', 'ReplaceField'),
  on('Value', 'ReplaceField', { renames: 'a', include: 'b', exclude: 'c' }),
  on('Value', 'SetSchemaMetadata'),
  on('Value', 'SetSchemaMetadata', { 'schema.version': 'x' }),
  transform('ValueToKey', { fields: '' }),
  on('Value', 'Cast', { spec: 'int32' }),
  on('Value', 'Cast', { spec: 'a:int8, b:string' }),
  on('Key', 'Cast', { spec: '' }),
  on('Key', 'Cast', { spec: 'a:int99' }),
  on('Key', 'Cast', { spec: 'a:int8:x' }),
  on('Key', 'Cast', { spec: 'int8,int16' }),
  on('Key', 'Cast', { spec: 'bytes' }),
  on('Value', 'MaskField'),
  on('Value', 'MaskField', { fields: 'a', replacement: '' }),
  transform('RegexRouter', { replacement: 'x' }),
  transform('RegexRouter', { regex: '(', replacement: '' }),
  transform('RegexRouter', { regex: 'a(.*)', replacement: '$1' }),
  on('Value', 'TimestampConverter'),
  on('Value', 'TimestampConverter', { 'target.type': 'string' }),
  on('Value', 'TimestampConverter', { 'target.type': 'text', 'unix.precision': 'days' }),
  on('Key', 'TimestampConverter', { 'target.type': 'string', format: 'bogus' }),
  on('Key', 'TimestampConverter', { 'target.type': 'string', format: 'yyyy-MM-dd', field: 'at' }),
  transform('TimestampRouter'),
  transform('TimestampRouter', { 'topic.format': '', 'timestamp.format': 'bogus' }),
  predicate('TopicNameMatches'),
  predicate('TopicNameMatches', { pattern: '(' }),
  predicate('TopicNameMatches', { pattern: '' }),
]

/** Plugins whose keys are described. */
export const stepClasses: readonly string[] = [
  'Filter',
  'DropHeaders',
  `${transforms}.ExtractField$Key`,
  `${transforms}.Flatten$Value`,
  `${transforms}.HeaderFrom$Value`,
  `${transforms}.HoistField$Value`,
  `${transforms}.InsertField$Value`,
  'InsertHeader',
  `${transforms}.ReplaceField$Value`,
  `${transforms}.SetSchemaMetadata$Key`,
  'ValueToKey',
  `${transforms}.Cast$Value`,
  `${transforms}.MaskField$Key`,
  'RegexRouter',
  `${transforms}.TimestampConverter$Value`,
  'TimestampRouter',
  'TopicNameMatches',
  'HasHeaderKey',
  'RecordIsTombstone',
]
