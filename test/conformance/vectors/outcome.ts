import { setImmediate } from 'node:timers/promises'
import { jsonConverter } from '../../../connectors/converters/json-converter.ts'
import { plugins } from '../../../connectors/registry.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import { Pending } from '../../../connectors/sdk/converter.ts'
import { messageOf } from '../../../connectors/sdk/errors.ts'
import { printJson } from '../../../connectors/sdk/json.ts'
import type {
  ConnectRecord,
  Datum,
  Header,
  SinkRecord,
  SourceRecord,
} from '../../../connectors/sdk/record.ts'
import {
  type ConverterVector,
  isObjectNode,
  type Node,
  type ObjectNode,
  type StepVector,
  type Vector,
} from './vector.ts'

/** Where something was thrown: while the plugin was configured and opened, or while it was used. */
type Stage = 'configure' | 'apply'

export type Result =
  | { readonly datum: Datum }
  | { readonly bytes: Uint8Array | null }
  | { readonly before: ConnectRecord; readonly after: ConnectRecord | null }
  | { readonly verdict: boolean }

export type Outcome = { readonly stage: Stage; readonly error: unknown } | { readonly result: Result }

const reader = jsonConverter.open(
  parseConfig(jsonConverter.config, { 'replace.null.with.default': 'false' }),
  { isKey: false },
)

const datumOf = (node: Node | undefined): Datum => {
  if (node === undefined || node === null) return { schema: undefined, value: null }
  const { schema = null, payload = null } = isObjectNode(node) ? node : {}
  try {
    return reader.toConnect('', Buffer.from(printJson({ schema, payload })))
  } catch (cause) {
    throw new Error(`the input is no datum: ${messageOf(cause)}`, { cause })
  }
}

const headersOf = (node: Node | undefined): readonly Header[] =>
  Array.isArray(node)
    ? node.map((header: ObjectNode) => ({ key: String(header.key), ...datumOf(header) }))
    : []

const known = ['topic', 'partition', 'timestamp', 'offset', 'key', 'value', 'headers', 'source']

const numberOf = (node: Node | undefined): number | undefined =>
  node === undefined || node === null ? undefined : Number(node)

/** The record that a vector describes; what it leaves out has the defaults of the format. */
const recordOf = (node: ObjectNode): SourceRecord | SinkRecord => {
  const unknown = Object.keys(node).find(name => !known.includes(name))
  if (unknown !== undefined) throw new Error(`a record has no ${unknown}`)
  const topic = node.topic === undefined ? 'topic' : (node.topic as string)
  const partition = numberOf(node.partition) ?? 0
  const common = {
    topic,
    kafkaPartition: partition,
    key: datumOf(node.key),
    value: datumOf(node.value),
    headers: headersOf(node.headers),
    timestamp: numberOf(node.timestamp),
  }
  if (node.source === true) return common
  const offset = numberOf(node.offset) ?? 0
  return { ...common, offset, timestampType: 'CREATE_TIME', original: { topic, partition, offset } }
}

/** Calls again after what a converter has to look up, as the runtime does. */
const settled = async <T>(call: () => T): Promise<T> => {
  for (;;) {
    try {
      return call()
    } catch (error) {
      if (!(error instanceof Pending)) throw error
      await error.ready
      await setImmediate()
    }
  }
}

const missing = (className: string): never => {
  throw new Error(`no plugin of class ${className}`)
}

const openStep = async (vector: StepVector): Promise<() => Result> => {
  const plugin = (await plugins.find(['transformation', 'predicate'], vector.class)) ?? missing(vector.class)
  const before = recordOf(vector.record)
  const config = parseConfig(plugin.config, vector.config)
  if (plugin.type === 'predicate') {
    const predicate = plugin.open(config)
    return () => ({ verdict: predicate.test(before) })
  }
  const transform = plugin.open(config)
  return () => ({ before, after: transform.apply(before) })
}

const bytesOf = (node: Node): Uint8Array | null => {
  if (!isObjectNode(node)) return null
  return typeof node.utf8 === 'string' ? Buffer.from(node.utf8) : Buffer.from(String(node.base64), 'base64')
}

const openEither = async ({ class: className, config, isKey }: ConverterVector) => {
  const plugin = (await plugins.find(['converter', 'header_converter'], className)) ?? missing(className)
  const options = parseConfig(plugin.config, config)
  if (plugin.type === 'converter') return plugin.open(options, { isKey })
  const header = plugin.open(options, { isKey })
  return {
    fromConnect: (topic: string, datum: Datum) => header.fromConnect(topic, 'header', datum),
    toConnect: (topic: string, bytes: Uint8Array | null) => header.toConnect(topic, 'header', bytes),
  }
}

const openConverter = async (vector: ConverterVector): Promise<() => Result> => {
  const { dir, input } = vector
  if (dir === 'to') {
    const bytes = bytesOf(input)
    const converter = await openEither(vector)
    return () => ({ datum: converter.toConnect('topic', bytes) })
  }
  const datum = datumOf(input)
  const converter = await openEither(vector)
  return () => ({ bytes: converter.fromConnect('topic', datum) })
}

/** What our plugin of the vector's class makes of its input: found, configured and used as a task does. */
export const outcomeOf = async (vector: Vector): Promise<Outcome> => {
  let stage: Stage = 'configure'
  try {
    const use = await (vector.kind === 'step' ? openStep(vector) : openConverter(vector))
    stage = 'apply'
    return { result: await settled(use) }
  } catch (error) {
    return { stage, error }
  }
}
