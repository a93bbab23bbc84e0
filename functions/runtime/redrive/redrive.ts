import { messageOf } from '../../../connectors/sdk/errors.ts'
import type { RawSinkRecords } from '../../../connectors/sdk/record.ts'
import type { PollBounds } from '../backoff.ts'
import type { DeadLetterTopic } from '../errors/error-policy.ts'
import { RetryPending } from '../errors/retries.ts'
import type { Fetched, Kafka, TopicInfo } from '../ports/kafka.ts'
import type { Ending } from '../run-task.ts'
import type { Runtime } from '../runtime.ts'
import type { Slice } from '../slice.ts'
import { untilAborted } from '../until-aborted.ts'
import { type Letter, letterAt } from './letters.ts'
import { nextRedrive, type Redriven } from './redriven.ts'

/** The way back of letters through their connector. */
export interface WayBack {
  /** Resolves when all of them are where they belong, with how many are at the end of the queue again. */
  send(letters: readonly Letter[]): Promise<number>
  /** Never rejects. */
  close(): Promise<void>
}

export interface RedriveOptions {
  readonly queue: DeadLetterTopic | undefined
  readonly poll: PollBounds
  /** why its letters cannot be sent back */
  readonly problem?: string | undefined
  readonly hide: (text: string) => string
  readonly open: () => Promise<WayBack>
}

/**
 * Sends the letters that were in the dead letter queue when it was asked for back through their connector. What keeps it
 * from that ends it, and fails nothing: records that are read come next.
 */
export const redrive = async (runtime: Runtime, slice: Slice, options: RedriveOptions): Promise<Ending> => {
  let now = nextRedrive(slice.task)
  let records = 0
  const store = async (changed: Redriven) => {
    records += changed.through - now.through
    now = changed
    await slice.checkpoint(new Map(), { progress: false, redriven: now })
  }
  try {
    await sendBack(runtime, slice, { ...options, now: () => now, store })
  } catch (error) {
    slice.signal.throwIfAborted()
    if (!(error instanceof RetryPending))
      await store({ ...now, done: true, problem: options.hide(messageOf(error)) })
  }
  slice.signal.throwIfAborted()
  return { drained: false, records, poll: options.poll }
}

interface Sending extends RedriveOptions {
  readonly now: () => Redriven
  readonly store: (changed: Redriven) => Promise<void>
}

const refuse = (text: string) => {
  throw new Error(text)
}

const sendBack = async ({ kafka }: Runtime, slice: Slice, sending: Sending): Promise<void> => {
  const { queue, problem, now, store } = sending
  if (queue === undefined) return refuse('errors.deadletterqueue.topic.name is not set')
  if (problem !== undefined) return refuse(problem)
  const [topic] = await kafka.topics([queue.topic])
  if (topic === undefined) return store({ ...now(), done: true })
  await store(await beginning(kafka, topic, now()))
  if (!isDone(now())) await readBack(kafka, slice, { ...sending, topic })
  if (isDone(now())) await store({ ...now(), done: true })
}

/** Where to read from, also of a topic that was made anew or has lost letters, and up to where. */
const beginning = async (kafka: Kafka, topic: TopicInfo, now: Redriven): Promise<Redriven> => {
  const partitions = topic.partitions.map(partition => ({ topic: topic.name, partition }))
  const [first, ends] = await Promise.all(
    (['earliest', 'latest'] as const).map(at => kafka.offsets(partitions, at)),
  )
  const known = now.topicId === topic.id ? now.offsets : {}
  const begun = now.topicId === topic.id && Object.keys(now.ends).length > 0
  const from = first?.map(({ partition, offset }) => [partition, Math.max(known[partition] ?? 0, offset)])
  const to = ends?.map(({ partition, offset }) => [partition, offset])
  return {
    ...now,
    topicId: topic.id,
    offsets: Object.fromEntries(from ?? []),
    ends: begun ? now.ends : Object.fromEntries(to ?? []),
  }
}

const isDone = ({ offsets, ends }: Redriven): boolean =>
  Object.entries(ends).every(([partition, end]) => (offsets[partition] ?? 0) >= end)

interface Reading extends Sending {
  readonly topic: TopicInfo
}

const readBack = async (kafka: Kafka, slice: Slice, reading: Reading): Promise<void> => {
  const { topic, now, store, open } = reading
  const signal = AbortSignal.any([slice.finishing, slice.signal])
  const positions = Object.entries(now().offsets)
    .filter(([partition, offset]) => offset < (now().ends[partition] ?? 0))
    .map(([partition, offset]) => ({ topic: topic.name, partition: Number(partition), offset }))
  const reader = await kafka.reader({ positions, isolation: 'read_committed' })
  const way = await open()
  try {
    while (!signal.aborted && !isDone(now())) {
      const fetched = await untilAborted(reader.poll(1_000), signal)
      if (fetched === undefined) break
      for (const batch of fetched.batches) {
        if (signal.aborted) return
        await store(await sendBatch(slice, { ...reading, way, batch }))
      }
      await store(passed(now(), fetched))
    }
  } finally {
    await way.close()
    await reader.close()
  }
}

const sendBatch = async (
  { task }: Slice,
  { way, batch, now }: Reading & { readonly way: WayBack; readonly batch: RawSinkRecords },
): Promise<Redriven> => {
  const before = now()
  const end = before.ends[batch.partition] ?? 0
  const letters = Array.from(batch.offsets).flatMap((offset, i) =>
    offset < end ? (letterAt(batch, i, task.connector) ?? []) : [],
  )
  const again = letters.length === 0 ? 0 : await way.send(letters)
  return {
    ...before,
    through: before.through + letters.length - again,
    again: before.again + again,
    offsets: {
      ...before.offsets,
      [batch.partition]: Math.min((batch.offsets[batch.count - 1] ?? 0) + 1, end),
    },
  }
}

/** Letters that came after it was asked for are there the next time: nothing before the end is passed, nothing behind it. */
const passed = (now: Redriven, { positions }: Fetched): Redriven => {
  const offsets = { ...now.offsets }
  for (const { partition, offset } of positions)
    offsets[partition] = Math.max(offsets[partition] ?? 0, offset)
  for (const [partition, end] of Object.entries(now.ends))
    offsets[partition] = Math.min(offsets[partition] ?? 0, end)
  return { ...now, offsets }
}
