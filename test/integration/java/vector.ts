import { messageOf } from '../../../connectors/sdk/errors.ts'
import { printJson } from '../../../connectors/sdk/json.ts'
import type { Datum } from '../../../connectors/sdk/record.ts'
import type { Schema } from '../../../connectors/sdk/schema.ts'
import type { Value } from '../../../connectors/sdk/value.ts'
import { datumNode } from '../../conformance/vectors/datum-node.ts'
import type { Answer, Case, CaseRecord, TaggedRecord } from './case.ts'
import { tagRecord } from './case.ts'
import { type TaggedDatum, untag } from './tagged.ts'

type Node = Readonly<Record<string, Value>>

/** The default of a schema is tagged in answers. */
const untagSchema = (schema: unknown): Schema =>
  JSON.parse(JSON.stringify(schema), (key, value) => (key === 'default' ? untag(value, true) : value))

const untagDatum = ({ schema, value }: TaggedDatum): Datum => ({
  schema: schema === null ? undefined : untagSchema(schema),
  value: untag(value, schema !== null),
})

const recordNode = ({ topic, partition, timestamp, offset, key, value, headers }: CaseRecord): Node => ({
  topic,
  partition,
  timestamp,
  offset,
  key: datumNode(key),
  value: datumNode(value),
  headers: headers.map(header => ({ ...datumNode(header), key: header.key })),
})

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** What has changed. */
const changesNode = (before: CaseRecord, after: TaggedRecord): Node => {
  const was = tagRecord(before)
  const changes = {
    ...(after.topic === was.topic ? {} : { topic: after.topic }),
    ...(same(after.key, was.key) ? {} : { key: datumNode(untagDatum(after.key)) }),
    ...(same(after.value, was.value) ? {} : { value: datumNode(untagDatum(after.value)) }),
    ...(same(after.headers, was.headers)
      ? {}
      : { headers: after.headers.map(each => ({ ...datumNode(untagDatum(each)), key: each.key })) }),
  }
  return Object.keys(changes).length === 0 ? { unchanged: true } : changes
}

const bytesNode = (base64: string | null): Value => (base64 === null ? null : { base64 })

const expectNode = (asked: Case, there: Answer): Value => {
  if ('failed' in there) return { error: { type: there.type, message: there.message } }
  if ('record' in there && 'record' in asked) return changesNode(asked.record, there.record)
  if ('bytes' in there) return bytesNode(there.bytes)
  if ('datum' in there) return datumNode(untagDatum(there.datum))
  return 'result' in there ? there.result : { dropped: true }
}

const askedNode = (asked: Case): Node => {
  if ('record' in asked) {
    const step = 'steps' in asked ? asked.steps.at(-1) : asked
    const record = { ...recordNode(asked.record), source: asked.source }
    return { kind: 'smt', class: step?.class ?? '', config: step?.config ?? {}, record }
  }
  const use = { kind: 'converter', class: asked.class, config: asked.config, isKey: asked.isKey }
  return asked.kind === 'write'
    ? { ...use, dir: 'from', input: datumNode(asked.datum) }
    : { ...use, dir: 'to', input: bytesNode(asked.bytes && Buffer.from(asked.bytes).toString('base64')) }
}

/**
 * A case with what Kafka's classes make of it, as a line of a file of vectors. Of a chain: its last step. Without a
 * schema, bytes, decimals, dates and maps with other keys lose their type in vectors; the case itself stands beside.
 */
export const vectorLine = (asked: Case, there: Answer): string => {
  try {
    const node = askedNode(asked)
    if (printJson(node).includes('"payload_java"')) return 'none: a value is not what its schema says'
    return printJson({ id: 'differential', ...node, expect: expectNode(asked, there) })
  } catch (error) {
    return `none: ${messageOf(error)}`
  }
}
