import { ConnectError } from '../sdk/errors.ts'
import type { CreateDocuments, DocumentSettings } from './contract.ts'
import { withTimestamp } from './document-timestamp.ts'
import { valuePrinter } from './document-value.ts'

const nodeTypes: Readonly<Record<string, string>> = {
  '"': 'STRING',
  '[': 'ARRAY',
  t: 'BOOLEAN',
  f: 'BOOLEAN',
  n: 'NULL',
}

/** A document that every server refuses by itself, as `mapper_parsing_exception`, with a text that tells nothing. */
export class MalformedDocument extends ConnectError {}

/** Data streams' documents have to be objects before they are sent, for they get a field. */
const checkObject = (text: string, { timestamp }: DocumentSettings) => {
  const first = text.charAt(0)
  if (first === '{') return
  const type = nodeTypes[first] ?? 'NUMBER'
  const problem = `Top level payload contains data of Json type ${type}. Required Json object.`
  if (timestamp === undefined) throw new MalformedDocument('DATA', problem)
  throw new ConnectError(
    'DATA',
    timestamp.from === 'record if absent'
      ? `JSON payload is a type of ${type}. Required is JSON Object.`
      : problem,
  )
}

export const documents: CreateDocuments = settings => {
  const print = valuePrinter(settings.compactMapEntries ? 'compact' : 'entries')
  const printIgnoring = valuePrinter('pairs')
  const { timestamp } = settings
  return record => {
    const { schema, value } = record.value
    const printed = settings.ignoresSchema(record.topic) ? printIgnoring : print
    const text = printed(schema, value)
    checkObject(text, settings)
    return timestamp === undefined ? text : withTimestamp({ text, record, print: printed }, timestamp)
  }
}
