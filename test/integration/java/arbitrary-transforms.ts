import fc from 'fast-check'
import { name, text } from './arbitrary-data.ts'
import { datePattern } from './arbitrary-date-pattern.ts'
import { plainHeaderText } from './arbitrary-header-text.ts'
import { type Drawn, fieldOf, fixed, headerOf, listOf, pathOf, type Side } from './arbitrary-record.ts'
import { regexOf, replacement } from './arbitrary-regex.ts'
import type { Config } from './case.ts'

type Keys = Readonly<Record<string, Drawn<string | undefined>>>

/** How a transformation is configured; with a side, that of its class. */
interface Arbitrary {
  readonly name: string
  readonly sides: boolean
  readonly keys: (side: Side) => Keys
}

const maybe = (drawn: Drawn): Drawn<string | undefined> =>
  fc.oneof({ weight: 1, arbitrary: fixed(fc.constant(undefined)) }, drawn)
const oneOf = (...values: readonly string[]): Drawn => fixed(fc.constantFrom(...values))
/** Seldom one of those that are wrong. */
const mostly = (right: readonly string[], ...wrong: readonly string[]): Drawn =>
  fc.oneof({ weight: 30, arbitrary: oneOf(...right) }, { weight: 1, arbitrary: oneOf(...wrong) })
const rarely = (drawn: Drawn): Drawn<string | undefined> =>
  fc.oneof({ weight: 4, arbitrary: fixed(fc.constant(undefined)) }, { weight: 1, arbitrary: drawn })

const nullDefault = { 'replace.null.with.default': rarely(mostly(['false', 'true', 'FALSE'], 'no')) }

const castType = fc.constantFrom(
  ...['int8', 'int16', 'int32', 'int64', 'float32', 'float64', 'boolean', 'string'],
  ...[
    'int8',
    'int16',
    'int32',
    'int64',
    'float32',
    'float64',
    'boolean',
    'string',
    'STRING',
    'bytes',
    'array',
    'no',
  ],
)
const castSpec = (side: Side): Drawn =>
  fc.oneof(
    fixed(castType),
    listOf(
      fc.tuple(fieldOf(side), castType).map(
        ([field, type]) =>
          known =>
            `${field(known)}:${type}`,
      ),
    ),
  )

const insertedName: Drawn = fc.tuple(fixed(name), fc.constantFrom('', '', '!', '?')).map(
  ([drawn, suffix]) =>
    known =>
      drawn(known) + suffix,
)

const renames = (side: Side): Drawn =>
  listOf(
    fc.tuple(fieldOf(side), name, fc.nat(15)).map(
      ([field, to, odd]) =>
        known =>
          `${field(known)}${odd === 0 ? '' : ':'}${to}`,
    ),
  )

export const transforms: readonly Arbitrary[] = [
  { name: 'Cast', sides: true, keys: side => ({ spec: castSpec(side), ...nullDefault }) },
  { name: 'DropHeaders', sides: false, keys: () => ({ headers: listOf(headerOf) }) },
  {
    name: 'ExtractField',
    sides: true,
    keys: side => ({
      field: fieldOf(side),
      'field.syntax.version': rarely(mostly(['V1', 'v1'], 'V3')),
      ...nullDefault,
    }),
  },
  {
    name: 'ExtractField',
    sides: true,
    keys: side => ({ field: pathOf(side), 'field.syntax.version': oneOf('V2'), ...nullDefault }),
  },
  { name: 'Filter', sides: false, keys: () => ({}) },
  { name: 'Flatten', sides: true, keys: () => ({ delimiter: maybe(oneOf('.', '_', '', '::', ' ')) }) },
  {
    name: 'HeaderFrom',
    sides: true,
    keys: side => ({
      fields: listOf(fieldOf(side)),
      headers: listOf(headerOf),
      operation: mostly(['copy', 'move'], 'MOVE', 'drop'),
      ...nullDefault,
    }),
  },
  { name: 'HoistField', sides: true, keys: () => ({ field: fixed(name) }) },
  {
    name: 'InsertField',
    sides: true,
    keys: () => ({
      'topic.field': maybe(insertedName),
      'partition.field': rarely(insertedName),
      'offset.field': rarely(insertedName),
      'timestamp.field': rarely(insertedName),
      'static.field': rarely(insertedName),
      'static.value': maybe(fixed(text)),
      ...nullDefault,
    }),
  },
  {
    name: 'InsertHeader',
    sides: false,
    keys: () => ({ header: headerOf, 'value.literal': fixed(plainHeaderText) }),
  },
  {
    name: 'MaskField',
    sides: true,
    keys: side => ({
      fields: listOf(fieldOf(side)),
      replacement: maybe(fixed(fc.oneof(fc.constantFrom('0', '7', '300', '1.5', '***', '-1', '1e3'), text))),
      ...nullDefault,
    }),
  },
  { name: 'RegexRouter', sides: false, keys: () => ({ regex: regexOf, replacement }) },
  {
    name: 'ReplaceField',
    sides: true,
    keys: side => ({
      exclude: rarely(listOf(fieldOf(side), 0)),
      include: rarely(listOf(fieldOf(side), 0)),
      renames: maybe(renames(side)),
      ...nullDefault,
    }),
  },
  {
    name: 'SetSchemaMetadata',
    sides: true,
    keys: () => ({
      'schema.name': maybe(oneOf('n', 'my.Name', '', 'my.Timestamp')),
      'schema.version': maybe(mostly(['1', '42', '-1'], '1.5', 'x')),
      ...nullDefault,
    }),
  },
  {
    name: 'TimestampConverter',
    sides: true,
    keys: side => ({
      'target.type': mostly(['string', 'unix', 'Date', 'Time', 'Timestamp'], 'timestamp'),
      field: maybe(fieldOf(side)),
      format: maybe(fixed(datePattern)),
      'unix.precision': maybe(
        mostly(['seconds', 'milliseconds', 'microseconds', 'nanoseconds'], 'MILLISECONDS'),
      ),
      ...nullDefault,
    }),
  },
  {
    name: 'TimestampRouter',
    sides: false,
    keys: () => ({
      'topic.format': maybe(
        oneOf(
          '${topic}-${timestamp}',
          '${timestamp}',
          'x',
          '',
          '${topic}${topic}',
          '$topic',
          '${topic}-$1-\\',
        ),
      ),
      'timestamp.format': maybe(fixed(datePattern)),
    }),
  },
  { name: 'ValueToKey', sides: false, keys: () => ({ fields: listOf(fieldOf('value')), ...nullDefault }) },
]

const spoilt = fc.constantFrom(
  undefined,
  '',
  ' ',
  ',',
  'abc',
  '-1',
  'null',
  'a:',
  ':b',
  'a:b:c',
  'a,,b',
  'a,a',
)

/** Configurations; few of them with a key that is missing, or has something else for a value. */
export const configOf = (keys: Keys): Drawn<Config> =>
  fc
    .tuple(fc.record(keys), spoilt, fc.nat(Object.keys(keys).length * 50))
    .map(([drawn, other, spoils]) => known => {
      const values = Object.entries(drawn).map(
        ([key, from], i) => [key, i === spoils ? other : from(known)] as const,
      )
      return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Config
    })
