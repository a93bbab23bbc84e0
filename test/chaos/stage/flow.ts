import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { numberedLines } from '../../helpers/numbered-lines.ts'
import { type KeyedStore, keyCount, type Stored } from './keyed-store.ts'
import { linesFrom, numberOf } from './lines.ts'
import type { Growing } from './recovery.ts'
import type { Stage } from './stage.ts'
import { nothing, sumOf, type Tally, tallyNumbers } from './tally.ts'
import type { TopicClient } from './topic-reader.ts'

type Properties = Readonly<Record<string, string>>

export interface LinesOptions {
  /** a file source fills the topic; otherwise this process does */
  readonly source: boolean
  /** a keyed store takes what the topic has, comparing epochs or not; absent: nobody does */
  readonly sink?: 'fencing' | 'plain'
  /** the source writes in transactions */
  readonly exactlyOnce?: true
  /** more of the source's and the sink's configuration */
  readonly sourceConfig?: Properties
  readonly sinkConfig?: Properties
}

/** Numbered lines on their way: file → topic → store, or one half of that. */
export interface Flow {
  readonly name: string
  readonly connectors: Readonly<Record<string, Properties>>
  /** lines so far */
  readonly fed: number
  feed(lines: number): Promise<void>
  /** what each half has written, also again */
  readonly growing: readonly Growing[]
  /** how far it has come */
  arrived(): Promise<string>
  /** what of it has arrived, and how */
  tally(): Promise<Tally>
}

export interface FlowParts {
  /** of the flow, and of its topic */
  readonly name: string
  readonly stage: Stage
  readonly topics: TopicClient
  readonly store: KeyedStore
}

const sourceOf = (file: string, topic: string, { exactlyOnce, sourceConfig }: LinesOptions) => ({
  'connector.class': 'FileStreamSource',
  'tasks.max': '1',
  file,
  topic,
  ...(exactlyOnce && { 'exactly.once.support': 'required' }),
  ...sourceConfig,
})

const sinkOf = (topic: string, url: string, more: Properties = {}) => ({
  'connector.class': 'chaos.KeyedSink',
  'tasks.max': '1',
  topics: topic,
  url,
  ...more,
})

/** What the store has of the topic's records. */
export const tallyStore = (stored: Stored, topic: ReadonlyMap<number, number>): Tally => {
  const latest = new Map<number, number>()
  let lost = 0
  for (const [offset, number] of topic) {
    if (stored.numberAt(offset) !== number) lost++
    latest.set(number % keyCount, Math.max(offset, latest.get(number % keyCount) ?? 0))
  }
  const older = [...latest].filter(([key, offset]) => (stored.latest(key) ?? -1) < offset).length
  const { writes, arrived, outOfOrder, late } = stored
  return { records: topic.size, lost, repeated: writes - arrived, outOfOrder, overwritten: older + late }
}

/** Opens a flow, whose topic is there. */
export type OpenFlow = (parts: FlowParts) => Promise<Flow>

/** A flow of lines; what the topic has is compared with what was fed, and what the store has with the topic. */
export const lines =
  (options: LinesOptions): OpenFlow =>
  async ({ name, stage, topics, store }) => {
    const { source, sink } = options
    const [topic, file] = [name, join(stage.dir, `${name}.txt`)]
    if (source) await appendFile(file, '')
    const inTopic = options.exactlyOnce ? topics.follow(topic) : () => topics.end(topic)
    let fed = 0
    const [sourceName, sinkName] = [`${name}-source`, `${name}-sink`]
    return {
      name,
      connectors: {
        ...(source && { [sourceName]: sourceOf(file, topic, options) }),
        ...(sink && { [sinkName]: sinkOf(topic, store.url(name, sink === 'fencing'), options.sinkConfig) }),
      },
      get fed() {
        return fed
      },
      feed: async count => {
        if (source) await appendFile(file, numberedLines(fed, fed + count))
        else await topics.append(topic, linesFrom(fed, fed + count))
        fed += count
      },
      growing: [
        ...(source ? [{ name: sourceName, grown: inTopic }] : []),
        ...(sink ? [{ name: sinkName, grown: () => store.stored(name).writes }] : []),
      ],
      arrived: async () => `${await inTopic()}, ${store.stored(name).arrived}`,
      tally: async () => {
        const values = await topics.read(topic)
        const numbers = new Map([...values].map(([offset, value]) => [offset, numberOf(value)] as const))
        const read = source
          ? tallyNumbers(numbers.values(), fed)
          : { ...nothing, lost: fed - countOf(numbers) }
        const written = sink ? tallyStore(store.stored(name), numbers) : nothing
        return { ...sumOf([read, written]), records: fed }
      },
    }
  }

const countOf = (numbers: ReadonlyMap<number, number>) => new Set(numbers.values()).size
