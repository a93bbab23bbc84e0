import fc from 'fast-check'
import {
  type ArbitraryConfig,
  type Key,
  keys,
  maybe,
  mostly,
  nullDefault,
  oneOf,
  rarely,
} from './arbitrary-config.ts'
import { datePattern } from './arbitrary-date-pattern.ts'
import { plainHeaderText } from './arbitrary-header-text.ts'
import { regexOf, replacement } from './arbitrary-regex.ts'
import { name, text } from './arbitrary-text.ts'
import type { Config } from './case.ts'
import {
  type Drawn,
  type From,
  fieldOf,
  fixed,
  headerOf,
  listOf,
  pathOf,
  type Side,
  scalarOf,
  timeOf,
} from './known.ts'

/** How a transformation is configured; with sides, one of its class for each. */
interface Arbitrary {
  readonly name: string
  readonly sides: boolean
  readonly config: ArbitraryConfig
}

const castTypes = ['int8', 'int16', 'int32', 'int64', 'float32', 'float64', 'boolean', 'string']
const castType = mostly(castTypes, 'STRING', 'bytes', 'array', 'no')

const colon = (names: readonly [Drawn, Drawn], seldom: string): Drawn =>
  fc.tuple(...names, fc.nat(30)).map(
    ([first, second, odd]) =>
      known =>
        first(known) + (odd === 0 ? seldom : ':') + second(known),
  )

/** Of the whole, when that is a scalar. */
const castSpec = (side: Side): Drawn =>
  fc.tuple(castType, listOf(colon([scalarOf(side), castType], '')), fc.nat(9)).map(
    ([whole, fields, odd]) =>
      known =>
        ((known[side].isScalar ? odd > 0 : odd === 0) ? whole : fields)(known),
  )

/** None, when the whole is a scalar. */
const timestampField = (side: Side): Drawn<Key> =>
  fc.tuple(timeOf(side), fc.nat(9)).map(
    ([field, odd]) =>
      known =>
        (known[side].isScalar ? odd > 0 : odd === 0) ? undefined : field(known),
  )

const insertedName: Drawn = fc.tuple(fixed(name), fc.constantFrom('', '', '!', '?')).map(
  ([drawn, suffix]) =>
    known =>
      drawn(known) + suffix,
)

/** As many headers as fields. */
const headersFrom: ArbitraryConfig = side => {
  const pairs = fc.array(fc.tuple(fieldOf(side), headerOf), { minLength: 1, maxLength: 3 })
  const rest = keys(() => ({ operation: mostly(['copy', 'move'], 'MOVE', 'drop'), ...nullDefault }))(side)
  return fc.tuple(pairs, rest).map(
    ([all, others]): From<Config> =>
      known => ({
        fields: all.map(([field]) => field(known)).join(),
        headers: all.map(([, header]) => header(known)).join(),
        ...others(known),
      }),
  )
}

/** From a date to text, and back. */
export const thereAndBack = (side: Side): Drawn<readonly Config[]> =>
  fc
    .tuple(timestampField(side), datePattern, fc.constantFrom('Date', 'Time', 'Timestamp', 'unix'))
    .map(([fieldFrom, format, target]) => known => {
      const field = fieldFrom(known)
      const common = { format, ...(field === undefined ? {} : { field }) }
      return ['string', target].map(type => ({ 'target.type': type, ...common }))
    })

export const transforms: readonly Arbitrary[] = [
  { name: 'Cast', sides: true, config: keys(side => ({ spec: castSpec(side), ...nullDefault })) },
  { name: 'DropHeaders', sides: false, config: keys(() => ({ headers: listOf(headerOf) })) },
  {
    name: 'ExtractField',
    sides: true,
    config: keys(side => ({
      field: fieldOf(side),
      'field.syntax.version': rarely(mostly(['V1', 'v1'], 'V3')),
      ...nullDefault,
    })),
  },
  {
    name: 'ExtractField',
    sides: true,
    config: keys(side => ({ field: pathOf(side), 'field.syntax.version': oneOf('V2'), ...nullDefault })),
  },
  { name: 'Filter', sides: false, config: keys(() => ({})) },
  {
    name: 'Flatten',
    sides: true,
    config: keys(() => ({ delimiter: maybe(oneOf('.', '_', '', '::', ' ')) })),
  },
  { name: 'HeaderFrom', sides: true, config: headersFrom },
  { name: 'HoistField', sides: true, config: keys(() => ({ field: fixed(name) })) },
  {
    name: 'InsertField',
    sides: true,
    config: keys(() => ({
      'topic.field': maybe(insertedName),
      'partition.field': rarely(insertedName),
      'offset.field': rarely(insertedName),
      'timestamp.field': rarely(insertedName),
      'static.field': rarely(insertedName),
      'static.value': fixed(text),
      ...nullDefault,
    })),
  },
  {
    name: 'InsertHeader',
    sides: false,
    config: keys(() => ({ header: headerOf, 'value.literal': fixed(plainHeaderText) })),
  },
  {
    name: 'MaskField',
    sides: true,
    config: keys(side => ({
      fields: listOf(scalarOf(side)),
      replacement: maybe(fixed(fc.oneof(fc.constantFrom('0', '7', '300', '1.5', '***', '-1', '1e3'), text))),
      ...nullDefault,
    })),
  },
  { name: 'RegexRouter', sides: false, config: keys(() => ({ regex: regexOf, replacement })) },
  {
    name: 'ReplaceField',
    sides: true,
    config: keys(side => ({
      exclude: rarely(listOf(fieldOf(side), 0)),
      include: rarely(listOf(fieldOf(side), 0)),
      renames: maybe(listOf(colon([fieldOf(side), fixed(name)], ''))),
      ...nullDefault,
    })),
  },
  {
    name: 'SetSchemaMetadata',
    sides: true,
    config: keys(() => ({
      'schema.name': maybe(oneOf('n', 'my.Name', '', 'my.Timestamp')),
      'schema.version': maybe(mostly(['1', '42', '-1'], '1.5', 'x')),
      ...nullDefault,
    })),
  },
  {
    name: 'TimestampConverter',
    sides: true,
    config: keys(side => ({
      'target.type': mostly(['string', 'unix', 'Date', 'Time', 'Timestamp'], 'timestamp'),
      field: timestampField(side),
      format: maybe(fixed(datePattern)),
      'unix.precision': maybe(
        mostly(['seconds', 'milliseconds', 'microseconds', 'nanoseconds'], 'MILLISECONDS'),
      ),
      ...nullDefault,
    })),
  },
  {
    name: 'TimestampRouter',
    sides: false,
    config: keys(() => ({
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
    })),
  },
  {
    name: 'ValueToKey',
    sides: false,
    config: keys(() => ({ fields: listOf(fieldOf('value')), ...nullDefault })),
  },
]
