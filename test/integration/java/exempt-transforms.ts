import { newStruct } from '../../../connectors/sdk/value.ts'
import { schemaless, transforming } from './example.ts'
import { type Exemption, isOf, problem, succeeded } from './exemption.ts'

const empty = { type: 'struct', fields: [], optional: true, default: newStruct() } as const

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
    example: transforming(
      'ReplaceField$Value',
      { renames: 'x:a' },
      {
        schema: { type: 'struct', fields: [{ name: 'a', schema: { type: 'int8' } }] },
        value: { a: 1 },
      },
    ),
    is: (asked, there, here) =>
      isOf(asked, 'ReplaceField') && / is not a valid field name$/.test(problem(there)) && succeeded(here),
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
      class: 'org.apache.kafka.connect.transforms.predicates.TopicNameMatches',
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
]
