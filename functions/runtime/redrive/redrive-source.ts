import { parseOffset } from '../../../connectors/sdk/canonical.ts'
import type { Converter } from '../../../connectors/sdk/converter.ts'
import type { SourceRecord } from '../../../connectors/sdk/record.ts'
import type { UsedConfig } from '../config/used-config.ts'
import type { SourceConnector } from '../connector.ts'
import { createDeadLetters, type DeadLetter } from '../errors/dead-letters.ts'
import { redrivesHeader } from '../errors/failure.ts'
import { createRetries } from '../errors/retries.ts'
import type { Ending } from '../run-task.ts'
import type { Runtime } from '../runtime.ts'
import type { Slice } from '../slice.ts'
import { handedOf } from '../source/batch-progress.ts'
import { convertBatch } from '../source/convert-batch.ts'
import { openFailures } from '../source/failures.ts'
import { idempotentOutlet } from '../source/idempotent-outlet.ts'
import { openLetterConverter } from '../source/letter.ts'
import { keptRecords } from '../source/outgoing.ts'
import { topicCreator } from '../source/topic-creator.ts'
import type { Letter } from './letters.ts'
import { redrive, type WayBack } from './redrive.ts'

interface Way {
  readonly connector: SourceConnector
  readonly used: UsedConfig
}

/** Sends dead letters of a source back through its transformations and converters to their topics, at least once. */
export const redriveSource = (runtime: Runtime, slice: Slice, way: Way): Promise<Ending> =>
  redrive(runtime, slice, {
    queue: way.connector.errors.deadLetters,
    hide: way.connector.errors.hide,
    poll: way.connector.poll,
    open: () => openWay(runtime, slice, way),
  })

const openWay = async (runtime: Runtime, slice: Slice, { connector: of, used }: Way): Promise<WayBack> => {
  // what fails again is a letter again
  const connector = { ...of, errors: { ...of.errors, tolerant: true } }
  const { meter, finishing, signal, mayWrite } = slice
  const sent = new WeakMap<SourceRecord, number>()
  const failures = await openFailures(runtime, slice, connector, record => (sent.get(record) ?? 0) + 1)
  const retries = createRetries({ clock: runtime.clock, bounds: of.errors.retry, meter, finishing, signal })
  const options = { ...of.producer, mayWrite, mayRepeat: () => !finishing.aborted }
  const openProducer = () => runtime.kafka.producer(options)
  const outlet = idempotentOutlet({ openProducer, tolerant: true, failures, retries })
  const ensureTopic = topicCreator(runtime, { connector: slice.task.connector, config: used.config })
  const passage = { connector, failures, retries, ensureTopic, signal }
  const converter = await openLetterConverter(runtime.plugins)
  const queue = of.errors.deadLetters && createDeadLetters(runtime.kafka, of.errors.deadLetters, meter)
  return {
    send: async letters => {
      const before = failures.count
      let unread = 0
      const records = letters.flatMap(letter => {
        const record = readable(converter, letter)
        if (record === undefined) {
          unread++
          queue?.add(sentBack(letter))
          return []
        }
        sent.set(record, letter.redrives)
        return record
      })
      await queue?.settle()
      const outgoing = keptRecords()
      const { failure } = await convertBatch(passage, records, outgoing)
      await failures.settle()
      if (failure !== undefined) throw failure.error
      const { count, bytes, write, each } = outgoing
      await outlet.send({ ...handedOf({ records }), bytes, each, ...(count > 0 && { write }) }).stored
      return failures.count - before + unread
    },
    close: async () => {
      await outlet.close()
      await failures.close()
      await queue?.close()
    },
  }
}

/** A letter that is no record, a value that does not fit its schema: nobody but people can do anything with it. */
const readable = (converter: Converter, letter: Letter): SourceRecord | undefined => {
  try {
    return recordOf(converter, letter)
  } catch {
    return undefined
  }
}

const sentBack = ({ key, value, headers, context, timestamp, redrives }: Letter): DeadLetter => ({
  key,
  value,
  headers: [...headers, ...context, { key: redrivesHeader, value: Buffer.from(String(redrives + 1)) }],
  timestamp,
})

/** The record as its source handed it over. */
const recordOf = (
  { toConnect }: Converter,
  { topic, key, value, headers, timestamp, partition, offset }: Letter,
): SourceRecord => ({
  topic,
  key: toConnect(topic, key),
  value: toConnect(topic, value),
  headers: headers.map(header => ({ key: header.key, ...toConnect(topic, header.value) })),
  timestamp,
  ...(partition !== 'null' && { partition: parseOffset(partition) }),
  ...(offset !== 'null' && { offset: parseOffset(offset) }),
})
