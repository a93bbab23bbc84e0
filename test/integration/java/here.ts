import { plugins } from '../../../connectors/registry.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import { ConnectError, messageOf } from '../../../connectors/sdk/errors.ts'
import type { ConnectRecord, SinkRecord } from '../../../connectors/sdk/record.ts'
import { type Answer, type Case, type CaseRecord, type Configured, type Step, tagRecord } from './case.ts'
import { tagDatum } from './tagged.ts'

type Run = () => Answer

const found = <T>(plugin: T | undefined, { class: name }: Configured): T => {
  if (plugin === undefined) throw new Error(`${name} is not there`)
  return plugin
}

const openStep = async (step: Step) => {
  const definition = found(await plugins.find(['transformation'], step.class), step)
  const transform = definition.open(parseConfig(definition.config, step.config))
  const predicate = step.predicate && (await openPredicate(step.predicate))
  const applies = (record: ConnectRecord) =>
    predicate === undefined || (step.negate === true) !== predicate.test(record)
  return (record: ConnectRecord) => (applies(record) ? transform.apply(record) : record)
}

const openPredicate = async (configured: Configured) => {
  const definition = found(await plugins.find(['predicate'], configured.class), configured)
  return definition.open(parseConfig(definition.config, configured.config))
}

const sinkRecord = ({ partition, timestamp, ...record }: CaseRecord): SinkRecord => ({
  ...record,
  kafkaPartition: partition ?? 0,
  timestamp: timestamp ?? undefined,
  timestampType: 'CREATE_TIME',
  original: { topic: record.topic, partition: partition ?? 0, offset: record.offset },
})

const sourceRecord = ({ partition, timestamp, offset: _, ...record }: CaseRecord): ConnectRecord => ({
  ...record,
  kafkaPartition: partition ?? undefined,
  timestamp: timestamp ?? undefined,
})

const recordOf = (source: boolean, record: CaseRecord) => (source ? sourceRecord(record) : sinkRecord(record))

const answerRecord = (record: ConnectRecord): Answer => {
  const { topic, key, value, headers } = record
  const { offset: _, ...tagged } = tagRecord({
    topic,
    key,
    value,
    headers,
    partition: record.kafkaPartition ?? null,
    timestamp: record.timestamp ?? null,
    offset: 0,
  })
  return { record: tagged }
}

const openChain = async (asked: Case & { kind: 'transform' }): Promise<Run> => {
  const steps: Awaited<ReturnType<typeof openStep>>[] = []
  for (const step of asked.steps) steps.push(await openStep(step))
  return () => {
    let record: ConnectRecord | null = recordOf(asked.source, asked.record)
    for (const apply of steps) if (record !== null) record = apply(record)
    return record === null ? { dropped: true } : answerRecord(record)
  }
}

const base64 = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString('base64'))

const openHeaderConverter = async (asked: Configured) => {
  const definition = await plugins.find(['header_converter'], asked.class)
  if (definition !== undefined)
    return definition.open(parseConfig(definition.config, asked.config), { isKey: false })
  const converter = await openConverter({ ...asked, isKey: false })
  return {
    fromConnect: (topic: string, _: string, datum: Parameters<typeof converter.fromConnect>[1]) =>
      converter.fromConnect(topic, datum),
    toConnect: (topic: string, _: string, bytes: Uint8Array | null) => converter.toConnect(topic, bytes),
  }
}

const openConverter = async ({ isKey, ...asked }: Configured & { isKey: boolean }) => {
  const definition = found(await plugins.find(['converter'], asked.class), asked)
  return definition.open(parseConfig(definition.config, asked.config), { isKey })
}

const openUse = async (asked: Case & { kind: 'write' | 'read' }): Promise<Run> => {
  if (asked.header) {
    const converter = await openHeaderConverter(asked)
    return asked.kind === 'write'
      ? () => ({ bytes: base64(converter.fromConnect('topic', 'key', asked.datum)) })
      : () => ({ datum: tagDatum(converter.toConnect('topic', 'key', asked.bytes)) })
  }
  const converter = await openConverter(asked)
  return asked.kind === 'write'
    ? () => ({ bytes: base64(converter.fromConnect('topic', asked.datum)) })
    : () => ({ datum: tagDatum(converter.toConnect('topic', asked.bytes)) })
}

const open = async (asked: Case): Promise<Run> => {
  if (asked.kind === 'transform') return openChain(asked)
  if (asked.kind !== 'predicate') return openUse(asked)
  const predicate = await openPredicate(asked)
  return () => ({ result: predicate.test(recordOf(asked.source, asked.record)) })
}

/** Only the errors that a record or configuration may have; any other is a mistake of ours. */
const failure = (failed: 'config' | 'record', error: unknown): Answer => {
  if (!(error instanceof ConnectError)) throw error
  return { failed, type: error.code, message: messageOf(error) }
}

/** What this project makes of a case. */
export const answerHere = async (asked: Case): Promise<Answer> => {
  let run: Run
  try {
    run = await open(asked)
  } catch (error) {
    return failure('config', error)
  }
  try {
    return run()
  } catch (error) {
    return failure('record', error)
  }
}
