import type { Datum, Header } from '../../../connectors/sdk/record.ts'
import { OPTIONAL_STRING, type Schema, STRING, type StructSchema } from '../../../connectors/sdk/schema.ts'
import type { Struct } from '../../../connectors/sdk/value.ts'
import type { Answer, Case, Config } from './case.ts'
import { answeredAlike, type Exemption, isOf, problem, succeeded } from './exemption.ts'

const row: StructSchema = { type: 'struct', optional: true, fields: [{ name: 'a', schema: OPTIONAL_STRING }] }
const source: StructSchema = { type: 'struct', fields: [{ name: 'table', schema: STRING }] }

const event = (value: Struct, parts: Readonly<Record<string, Schema>>): Datum => ({
  schema: {
    type: 'struct',
    name: 'orders.Envelope',
    fields: Object.entries(parts).map(([name, schema]) => ({ name, schema })),
  },
  value,
})
const none: Datum = { schema: undefined, value: null }

const example = (name: string, config: Config, value: Datum, headers: readonly Header[] = []): Case => ({
  kind: 'transform',
  source: false,
  record: { topic: 'topic', partition: 0, timestamp: null, offset: 0, key: none, value, headers },
  steps: [{ class: `io.debezium.transforms.${name}`, config }],
})

const isNullPointer = (answer: Answer): boolean =>
  'failed' in answer && answer.type === 'NullPointerException'

interface Node {
  readonly schema?: { readonly type?: string; readonly fields?: readonly Node[] }
}
const emptied = (node: Node): Node =>
  node.schema?.type === 'struct' ? { ...node, schema: { ...node.schema, fields: [] } } : node

/** An answer without what is in the structs of its headers and of the fields of its value. */
const withoutStructs = (text: string): string => {
  const { record } = JSON.parse(text) as { record?: { value: Node; headers: readonly Node[] } }
  if (record === undefined) return text
  const { value, headers } = record
  const schema = { ...value.schema, fields: value.schema?.fields?.map(emptied) }
  return JSON.stringify({ ...record, value: { ...value, schema }, headers: headers.map(emptied) })
}

const addsStruct = (asked: Case): boolean =>
  asked.kind === 'transform' &&
  asked.steps.some(({ config }) => /(^|,)(before|source|transaction)(,|:|$)/.test(config['add.fields'] ?? ''))

export const debeziumExemptions: readonly Exemption[] = [
  {
    reason: 'ExtractNewRecordState: a struct that is added has no fields in its schema there',
    example: example(
      'ExtractNewRecordState',
      { 'add.headers': 'source' },
      event(
        { before: null, after: { a: 'x' }, source: { table: 't' }, op: 'c' },
        { before: row, after: row, source, op: STRING },
      ),
    ),
    is: (asked, there, here) =>
      isOf(asked, 'ExtractNewRecordState') &&
      (answeredAlike(there, here, withoutStructs) ||
        (addsStruct(asked) && problem(there) === 'Struct schemas do not match.' && succeeded(here))),
  },
  {
    reason: 'ExtractNewRecordState: fields are not dropped from a delete that becomes a tombstone there',
    example: example(
      'ExtractNewRecordState',
      { 'delete.tombstone.handling.mode': 'delete-to-tombstone', 'drop.fields.header.name': 'drop' },
      event({ before: { a: 'x' }, after: null }, { before: row, after: row }),
      [{ key: 'drop', schema: { type: 'array', items: STRING }, value: ['a'] }],
    ),
    is: (asked, there, here) =>
      isOf(asked, 'ExtractNewRecordState') && isNullPointer(there) && succeeded(here),
  },
  {
    reason: 'ByLogicalTableRouter: an envelope without a field `before` is an error there',
    example: example(
      'ByLogicalTableRouter',
      { 'topic.regex': '.*', 'topic.replacement': 'all' },
      event({ after: { a: 'x' } }, { after: row }),
    ),
    is: (asked, there, here) =>
      isOf(asked, 'ByLogicalTableRouter') && isNullPointer(there) && succeeded(here),
  },
  {
    reason: 'ByLogicalTableRouter: a row that is not of the schema of the other takes that there',
    example: example(
      'ByLogicalTableRouter',
      { 'topic.regex': '.*', 'topic.replacement': 'all' },
      event({ before: null, after: {} }, { before: row, after: { ...row, fields: [] } }),
    ),
    is: (asked, there, here) =>
      isOf(asked, 'ByLogicalTableRouter') &&
      succeeded(there) &&
      problem(here).startsWith('The row is not of the schema of the other'),
  },
]
