import type { Datum } from '../../../connectors/sdk/record.ts'
import { DATE, type Schema, TIMESTAMP } from '../../../connectors/sdk/schema.ts'
import { newStruct } from '../../../connectors/sdk/value.ts'
import type { Case } from './case.ts'
import { schemaless, transforming } from './example.ts'
import { temporals } from './exempt-text.ts'
import { answeredAlike, type Exemption, isOf, problem, succeeded } from './exemption.ts'
import { knownOf } from './known.ts'

const PACKAGE = 'org.apache.kafka.connect.transforms'

const empty = { type: 'struct', fields: [], optional: true, default: newStruct() } as const

const INT8: Schema = { type: 'int8' }
const struct = (value: Readonly<Record<string, number>>): Datum => ({
  schema: { type: 'struct', fields: Object.keys(value).map(name => ({ name, schema: INT8 })) },
  value,
})

const listed = (text = '') => text.split(',').map(each => each.trim())

/** Whether a field that is not there, or left out, is to get the name of another. */
const renamesToAnother = (asked: Case): boolean => {
  if (asked.kind !== 'transform') return false
  const { key, value } = knownOf(asked.record)
  const made = asked.steps.flatMap(({ config }) => Object.values(config))
  const known = [...key.fields, ...value.fields, ...made]
  return asked.steps.some(({ class: name, config }) => {
    if (!name.includes('.ReplaceField$')) return false
    const renames = listed(config.renames).map(rename => rename.split(':'))
    const isKept = (field: string) =>
      known.includes(field) &&
      !listed(config.exclude).includes(field) &&
      ['', field].some(each => listed(config.include).includes(each))
    const isTwice = (to: string) => renames.filter(rename => rename[1] === to).length > 1
    return renames.some(([from = '', to = '']) => !isKept(from) && (known.includes(to) || isTwice(to)))
  })
}

export const structureExemptions: readonly Exemption[] = [
  {
    reason: 'no schema is equal there to that of its own default, a struct',
    example: transforming(
      'ReplaceField$Value',
      { renames: 'a:b' },
      {
        schema: { type: 'struct', fields: [{ name: 'x', schema: empty }] },
        value: { x: null },
      },
    ),
    is: (_, there, here) =>
      /^(Mismatching schema|Struct schemas do not match)\.$/.test(problem(there)) && succeeded(here),
  },
  {
    reason: 'without a schema, fields are read from maps whose keys are no strings there',
    example: transforming('ExtractField$Value', { field: 'a' }, schemaless(new Map([[1, 2]]))),
    is: (_, _there, here) => / found: a map with keys that are no strings$/.test(problem(here)),
  },
  {
    reason: 'without a schema, two fields of one name lose one there',
    example: transforming('ReplaceField$Value', { renames: 'a:b' }, schemaless({ a: 1, b: 2 })),
    is: (asked, there, here) =>
      isOf(asked, 'ReplaceField', 'Flatten') &&
      succeeded(there) &&
      /^Cannot create field because of field name duplication /.test(problem(here)),
  },
  {
    reason:
      'ReplaceField: a field with the new name of one that is not there is looked for under the old name there',
    example: transforming('ReplaceField$Value', { renames: 'x:a' }, struct({ a: 1 })),
    is: (asked, there, here) =>
      isOf(asked, 'ReplaceField') &&
      succeeded(here) &&
      (/ is not a valid field name$|^Invalid Java object for schema/.test(problem(there)) ||
        renamesToAnother(asked)),
  },
  {
    reason: 'ExtractField: an empty path fails for each record there',
    example: transforming('ExtractField$Value', { field: '', 'field.syntax.version': 'V2' }, schemaless({})),
    is: (_, _there, here) => /^Invalid value .*: a path has at least one name$/.test(problem(here)),
  },
]

export const patternExemptions: readonly Exemption[] = [
  {
    reason: 'regular expressions with what JavaScript cannot do in the same way are refused here',
    example: transforming('RegexRouter', { regex: '(?x)a b', replacement: 'c' }),
    is: (_, there, here) =>
      'failed' in here &&
      here.failed === 'config' &&
      / (is|are) not supported: /.test(problem(here)) &&
      !('failed' in there && there.failed === 'config'),
  },
  {
    reason: 'regular expressions that versions of Java judge differently are for some texts only here',
    example: {
      kind: 'predicate',
      class: `${PACKAGE}.predicates.TopicNameMatches`,
      config: { pattern: '\\b.*' },
      source: false,
      record: {
        topic: 'été',
        partition: 0,
        timestamp: null,
        offset: 0,
        key: schemaless(null),
        value: schemaless(null),
        headers: [],
      },
    },
    is: (_, there, here) =>
      / is for (ASCII|characters of the basic plane) only, got /.test(problem(here)) && succeeded(there),
  },
  {
    reason: 'date patterns are judged for each record there, also what is not supported here',
    example: transforming('TimestampRouter', { 'timestamp.format': 'b' }),
    is: (_, there, here) =>
      'failed' in here &&
      here.failed === 'config' &&
      !('failed' in there && there.failed === 'config') &&
      /^Invalid value .* for configuration (timestamp\.)?format: /s.test(problem(here)),
  },
  {
    reason: 'weeks before 1583 are counted in two calendars there',
    example: transforming(
      'TimestampConverter$Value',
      { 'target.type': 'string', format: 'w' },
      { schema: TIMESTAMP, value: new Date('1582-01-01') },
    ),
    is: (_, there, here) =>
      succeeded(there) && problem(here) === 'Weeks before the year 1583 are not supported',
  },
  {
    reason: 'dates beyond the years that a Date here can hold',
    example: transforming(
      'TimestampConverter$Value',
      { 'target.type': 'Timestamp' },
      { schema: { type: 'int64' }, value: 2n ** 62n },
    ),
    is: (_, there, here) =>
      succeeded(there) && / \w*seconds since 1970 are further away than a date can be$/.test(problem(here)),
  },
  {
    reason: 'Cast: a default under the name of a logical type is refused there',
    example: transforming(
      'Cast$Value',
      { spec: 'int8' },
      { schema: { ...DATE, default: new Date(0) }, value: new Date(0) },
    ),
    is: (asked, there, here) =>
      isOf(asked, 'Cast') && problem(there) === 'Invalid default value' && succeeded(here),
  },
  {
    reason: 'Cast: dates before 1970, and DATE 1970-01-01, become a time of day there',
    example: transforming('Cast$Value', { spec: 'string' }, { schema: DATE, value: new Date(0) }),
    is: (asked, there, here) => isOf(asked, 'Cast') && answeredAlike(there, here, temporals),
  },
  {
    reason: 'Cast: a later step fails there when a logical type has kept its name only',
    example: {
      ...transforming('Cast$Value', { spec: 'int8' }, { schema: DATE, value: new Date(0) }),
      steps: [
        { class: `${PACKAGE}.Cast$Value`, config: { spec: 'int8' } },
        { class: `${PACKAGE}.HoistField$Value`, config: { field: 'a' } },
      ],
    },
    is: (asked, there, here) =>
      isOf(asked, 'Cast') &&
      /^Invalid Java object for schema "org.apache.kafka.connect.data|cannot be cast to class java.util.Date|^Expected \w+ to be a java.util.Date, but found/.test(
        problem(there),
      ) &&
      succeeded(here),
  },
  {
    reason: 'Cast, MaskField: digits other than 0 to 9 are some there',
    example: transforming('MaskField$Value', { fields: 'a', replacement: '١' }, struct({ a: 1 })),
    is: (asked, there, here) =>
      isOf(asked, 'Cast', 'MaskField') &&
      succeeded(there) &&
      /[١٢]|out of range/.test(problem(here)) &&
      /[١٢]/.test(JSON.stringify(asked, (_, value) => (typeof value === 'bigint' ? null : value))),
  },
  {
    reason: 'TimestampConverter: what is beyond int64 is its end there',
    example: transforming(
      'TimestampConverter$Value',
      { 'target.type': 'unix', 'unix.precision': 'nanoseconds' },
      { schema: TIMESTAMP, value: new Date('3000-01-01') },
    ),
    is: (_, there, here) => succeeded(there) && / since 1970 is beyond int64$/.test(problem(here)),
  },
  {
    reason: 'TimestampConverter: an integer without a schema is no long there when another step made it',
    example: {
      ...transforming('InsertField$Value', {}, schemaless({})),
      steps: [
        { class: `${PACKAGE}.InsertField$Value`, config: { 'partition.field': 'a' } },
        { class: `${PACKAGE}.TimestampConverter$Value`, config: { 'target.type': 'Date', field: 'a' } },
      ],
    },
    is: (_, there, here) =>
      /^TimestampConverter does not support class java.lang.(Byte|Short|Integer) objects/.test(
        problem(there),
      ) && succeeded(here),
  },
]
