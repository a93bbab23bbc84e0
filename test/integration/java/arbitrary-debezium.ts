import fc from 'fast-check'
import { eventRecord } from './arbitrary-envelope.ts'
import { regexOf, replacement } from './arbitrary-regex.ts'
import type { Case, Config } from './case.ts'
import { type Drawn, fixed, knownOf, listOf } from './known.ts'

const oneOf = (...values: readonly string[]): Drawn => fixed(fc.constantFrom(...values))
const rarely = (drawn: Drawn): Drawn<string | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fixed(fc.constant(undefined)) }, { weight: 1, arbitrary: drawn })
const maybe = (drawn: Drawn): Drawn<string | undefined> =>
  fc.oneof({ weight: 1, arbitrary: fixed(fc.constant(undefined)) }, { weight: 1, arbitrary: drawn })
const mostly = (drawn: Drawn): Drawn<string | undefined> =>
  fc.oneof({ weight: 20, arbitrary: drawn }, { weight: 1, arbitrary: fixed(fc.constantFrom(undefined, '')) })
const boolean = rarely(oneOf('true', 'false', 'FALSE'))

const reference: Drawn = fc.oneof(
  {
    weight: 12,
    arbitrary: oneOf(
      ...['op', 'ts_ms', 'table', 'version:V', 'source.ts_ms', 'source.id:of', 'id', 'total_order', 'tags'],
      ...[
        'transaction.data_collection_order',
        'source.more',
        'more',
        'none',
        'source.none',
        'op:o',
        'a',
        'ts_us',
      ],
    ),
  },
  {
    weight: 1,
    arbitrary: oneOf(
      ...['op.x', 'before', 'source', 'x.y', 'updateDescription', 'a:b:c', ':', 'op:', 'source.ts_ms.x'],
      ...['source.', ' ', '', 'transaction', 'op :x'],
    ),
  },
)

const configOf = (keys: Readonly<Record<string, Drawn<string | undefined>>>): Drawn<Config> =>
  fc.record(keys).map(drawn => known => {
    const values = Object.entries(drawn).map(([key, from]) => [key, from(known)] as const)
    return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Config
  })

const extracting = configOf({
  'delete.tombstone.handling.mode': maybe(
    oneOf(
      'drop',
      'tombstone',
      'rewrite',
      'rewrite',
      'rewrite-with-tombstone',
      'delete-to-tombstone',
      'Rewrite',
    ),
  ),
  'route.by.field': rarely(oneOf('topic', 'city', 'id', 'none')),
  'add.fields': maybe(listOf(reference)),
  'add.fields.prefix': rarely(oneOf('', '_', 'p.')),
  'add.headers': maybe(listOf(reference)),
  'add.headers.prefix': rarely(oneOf('', '_')),
  'drop.fields.header.name': maybe(oneOf('drop', 'drop', 'h')),
  'drop.fields.from.key': boolean,
  'drop.fields.keep.schema.compatible': boolean,
  'replace.null.with.default': boolean,
})

const regexKeys = (prefix: string) => ({
  [`${prefix}.regex`]: mostly(fc.oneof(regexOf, oneOf('.*', '(.*)', '([^.]*)(.*)'))),
  [`${prefix}.replacement`]: mostly(
    fc.oneof(replacement, oneOf('all', '$1', '1-$1', '__$0', 'é-$0', '1', '٣')),
  ),
})
const routingKeys = {
  ...regexKeys('topic'),
  'key.enforce.uniqueness': boolean,
  'key.field.name': rarely(oneOf('table', 'id', 'a', '')),
  'schema.name.adjustment.mode': maybe(oneOf('none', 'avro', 'avro_unicode', 'AVRO', 'avro', 'no')),
  'logical.table.cache.size': rarely(oneOf('0', '1', '16', '-1', '16', '16', 'x')),
}
const routing = fc.oneof(configOf(routingKeys), configOf({ ...routingKeys, ...regexKeys('key.field') }))

/** Debezium's own transformations, mostly of its records. */
export const debeziumCase: fc.Arbitrary<Case> = fc
  .tuple(
    fc.boolean(),
    eventRecord,
    fc.oneof(
      extracting.map(from => ['ExtractNewRecordState', from] as const),
      routing.map(from => ['ByLogicalTableRouter', from] as const),
    ),
  )
  .map(([source, record, [name, from]]) => ({
    kind: 'transform',
    source,
    record,
    steps: [{ class: `io.debezium.transforms.${name}`, config: from(knownOf(record)) }],
  }))
