import { plugins } from '../../../connectors/registry.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import type { Converter } from '../../../connectors/sdk/converter.ts'
import { ConnectError, messageOf } from '../../../connectors/sdk/errors.ts'
import type { ConnectRecord, SinkRecord } from '../../../connectors/sdk/record.ts'
import { applyTransforms } from '../../../functions/runtime/apply-transforms.ts'
import { openTransforms } from '../../../functions/runtime/config/open-transforms.ts'
import { RecordError } from '../../../functions/runtime/record-error.ts'
import {
  type Answer,
  type Case,
  type CaseRecord,
  type Config,
  type Configured,
  type Step,
  tagRecord,
} from './case.ts'
import { sameAnswer } from './compare.ts'
import { tagDatum } from './tagged.ts'

type Run = () => Answer

const found = <T>(plugin: T | undefined, { class: name }: Configured): T => {
  if (plugin === undefined) throw new Error(`${name} is not there`)
  return plugin
}

const below = (prefix: string, { class: type, config }: Configured): Config =>
  Object.fromEntries(Object.entries({ type, ...config }).map(([key, value]) => [`${prefix}.${key}`, value]))

/** As a connector's configuration has them. */
const chainProperties = (steps: readonly Step[]): Config => {
  const aliases = steps.map((_, i) => `s${i}`)
  const conditional = steps.flatMap(({ predicate }, i) => (predicate === undefined ? [] : [`s${i}`]))
  const properties = steps.map(({ predicate, negate = false, ...step }, i): Config => {
    const own = below(`transforms.s${i}`, step)
    if (predicate === undefined) return own
    const condition = { [`transforms.s${i}.predicate`]: `s${i}`, [`transforms.s${i}.negate`]: String(negate) }
    return { ...own, ...condition, ...below(`predicates.s${i}`, predicate) }
  })
  return Object.assign({ transforms: aliases.join(), predicates: conditional.join() }, ...properties)
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

const answerRecord = ({ topic, key, value, headers, kafkaPartition, timestamp }: ConnectRecord): Answer => {
  const place = { topic, partition: kafkaPartition ?? null, timestamp: timestamp ?? null, offset: 0 }
  const { offset: _, ...tagged } = tagRecord({ ...place, key, value, headers })
  return { record: tagged }
}

const openChain = async ({ steps, source, record }: Case & { kind: 'transform' }): Promise<Run> => {
  for (const step of steps) found(await plugins.find(['transformation'], step.class), step)
  const stages = await openTransforms(plugins, chainProperties(steps))
  return () => {
    const applied = applyTransforms(stages, recordOf(source, record), () => 'a record')
    return applied === null ? { dropped: true } : answerRecord(applied)
  }
}

const openPredicate = async (asked: Case & { kind: 'predicate' }): Promise<Run> => {
  const definition = found(await plugins.find(['predicate'], asked.class), asked)
  const predicate = definition.open(parseConfig(definition.config, asked.config))
  return () => ({ result: predicate.test(recordOf(asked.source, asked.record)) })
}

const openHeaderConverter = async (asked: Configured): Promise<Converter | undefined> => {
  const definition = await plugins.find(['header_converter'], asked.class)
  const converter = definition?.open(parseConfig(definition.config, asked.config), { isKey: false })
  return (
    converter && {
      fromConnect: (topic, datum) => converter.fromConnect(topic, 'key', datum),
      toConnect: (topic, bytes) => converter.toConnect(topic, 'key', bytes),
    }
  )
}

const openConverter = async (asked: Configured, isKey: boolean): Promise<Converter> => {
  const definition = found(await plugins.find(['converter'], asked.class), asked)
  return definition.open(parseConfig(definition.config, asked.config), { isKey })
}

const openUse = async (asked: Case & { kind: 'write' | 'read' }): Promise<Run> => {
  const { isKey, header } = asked
  const converter =
    (header ? await openHeaderConverter(asked) : undefined) ?? (await openConverter(asked, isKey && !header))
  if (asked.kind === 'read') return () => ({ datum: tagDatum(converter.toConnect('topic', asked.bytes)) })
  return () => {
    const bytes = converter.fromConnect('topic', asked.datum)
    return { bytes: bytes === null ? null : Buffer.from(bytes).toString('base64') }
  }
}

const open = (asked: Case): Promise<Run> => {
  if (asked.kind === 'transform') return openChain(asked)
  return asked.kind === 'predicate' ? openPredicate(asked) : openUse(asked)
}

/** Only the errors that a record or configuration may have; any other is a mistake of ours. */
const failure = (failed: 'config' | 'record', error: unknown): Answer => {
  const blamed = error instanceof RecordError ? error.cause : error
  if (!(blamed instanceof ConnectError)) throw blamed
  return { failed, type: blamed.code, message: messageOf(blamed) }
}

const runs = (run: Run): Answer => {
  try {
    return run()
  } catch (error) {
    return failure('record', error)
  }
}

/** What this project makes of a case, twice: with nothing known of its schemas, and with what was kept. */
export const answerHere = async (asked: Case): Promise<Answer> => {
  let run: Run
  try {
    run = await open(asked)
  } catch (error) {
    return failure('config', error)
  }
  const [first, again] = [runs(run), runs(run)]
  if (!sameAnswer(first, again))
    throw new Error(`first ${JSON.stringify(first)}, then ${JSON.stringify(again)}`)
  return first
}
