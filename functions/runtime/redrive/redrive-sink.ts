import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { RawSinkRecords } from '../../../connectors/sdk/record.ts'
import type { SinkWriter } from '../../../connectors/sdk/sink.ts'
import type { SinkConnector } from '../connector.ts'
import { RetryPending } from '../errors/retries.ts'
import type { Ending } from '../run-task.ts'
import type { Runtime } from '../runtime.ts'
import { handingOver } from '../sink/hand-over.ts'
import { openTarget } from '../sink/open-target.ts'
import type { Slice } from '../slice.ts'
import type { Letter } from './letters.ts'
import { redrive, type WayBack } from './redrive.ts'

/** Why a sink's letters cannot be sent back. */
const problemOf = ({ plugin, errors }: SinkConnector): string | undefined => {
  if (plugin.holdsBack === true)
    return 'The sink groups records by their offsets, in which those of dead letters would be a gap or a repetition'
  if (errors.deadLetters?.headers === false)
    return 'errors.deadletterqueue.context.headers.enable is false: letters do not say where they come from'
  return undefined
}

/** Sends dead letters of a sink back through its converters, transformations and writer. */
export const redriveSink = (runtime: Runtime, slice: Slice, connector: SinkConnector): Promise<Ending> =>
  redrive(runtime, slice, {
    queue: connector.errors.deadLetters,
    hide: connector.errors.hide,
    poll: connector.poll,
    problem: problemOf(connector),
    open: () => openWay(runtime, slice, connector),
  })

const openWay = async (runtime: Runtime, slice: Slice, of: SinkConnector): Promise<WayBack> => {
  const { connector: name, task, lineage } = slice.task
  const { epoch, meter, mayWrite, finishing, signal } = slice
  // what fails again is a letter again
  const connector = { ...of, errors: { ...of.errors, tolerant: true } }
  const sent = new WeakMap<RawSinkRecords, number>()
  const run = { connector: name, task, partitions: [], lineage, epoch, meter, mayWrite, finishing, signal }
  const target = await openTarget(runtime, connector, { ...run, redrives: raw => (sent.get(raw) ?? 0) + 1 })
  const { writer, failures } = target
  const beforeWait = async () => undefined
  const handOver = handingOver({ connector, target, beforeWait, finishing, signal })
  if (writer.positions !== undefined) {
    await target.close()
    throw new Error('The target stores offsets itself, and would take dead letters for what it has')
  }
  return {
    send: async letters => {
      const before = failures.failed
      for (const letter of letters) {
        const raw = rawOf(letter)
        sent.set(raw, letter.redrives)
        const unread = await handOver(raw)
        if (unread !== undefined) throw unread.error
      }
      await flushAll(writer)
      await failures.settle()
      return failures.failed - before
    },
    close: target.close,
  }
}

const flushAll = async (writer: SinkWriter): Promise<void> => {
  for (;;) {
    const { more, partitions = [] } = await writer.flush({ end: false })
    if (more === true) continue
    if (partitions.every(({ offset }) => offset === undefined)) return
    // the slice is over: the next one sends them again
    throw new RetryPending(new ConnectError('EXTERNAL', 'Dead letters are not written yet'), 0)
  }
}

/** A letter as its record was read: under its own coordinates, alone. */
const rawOf = ({ key, value, headers, timestamp, topic, partition, offset }: Letter): RawSinkRecords => {
  const [keySize, size] = [key?.length ?? 0, (key?.length ?? 0) + (value?.length ?? 0)]
  return {
    topic,
    partition: Number(partition),
    count: 1,
    data: Buffer.concat([key ?? Buffer.alloc(0), value ?? Buffer.alloc(0)]),
    ...(key !== null && { keys: Int32Array.of(0, keySize) }),
    values: value === null ? Int32Array.of(-1, -1) : Int32Array.of(keySize, size),
    offsets: Float64Array.of(Number(offset)),
    timestamps: Float64Array.of(timestamp),
    timestampType: 'CREATE_TIME',
    ...(headers.length > 0 && { headers: () => headers }),
  }
}
