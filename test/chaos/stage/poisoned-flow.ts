import type { OpenFlow } from './flow.ts'
import { tallyStore } from './flow.ts'
import { linesFrom, numberOf } from './lines.ts'
import { sumOf, type Tally } from './tally.ts'

/** one of so many records is no JSON */
const every = 1_000

const isPoison = (n: number) => n % every === every - 1

const valuesFrom = (from: number, to: number) =>
  linesFrom(from, to).map((line, i) => (isPoison(from + i) ? `{not JSON: ${from + i}` : JSON.stringify(line)))

const parsed = (value: string): string | undefined => {
  try {
    return JSON.parse(value)
  } catch {
    return undefined
  }
}

/** What of the bad records is not in the dead letter queue, and what is there more than once. */
const tallyLetters = (bad: readonly string[], letters: readonly string[]): Tally => {
  const there = new Set(letters)
  const lost = bad.filter(value => !there.has(value)).length
  return { records: bad.length, lost, repeated: letters.length - there.size, outOfOrder: 0, overwritten: 0 }
}

/** A topic with a poison record every 1,000; the good ones go to the store, the others to a dead letter queue. */
export const poisonedLines: OpenFlow = async ({ name, topics, store }) => {
  const queue = `${name}-dead`
  await topics.create(queue)
  let fed = 0
  return {
    name,
    connectors: {
      [`${name}-sink`]: {
        'connector.class': 'chaos.KeyedSink',
        'tasks.max': '1',
        topics: name,
        url: store.url(name, true),
        'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
        'value.converter.schemas.enable': 'false',
        'errors.tolerance': 'all',
        'errors.deadletterqueue.topic.name': queue,
        'errors.deadletterqueue.topic.replication.factor': '1',
        'errors.deadletterqueue.context.headers.enable': 'true',
      },
    },
    get fed() {
      return fed
    },
    feed: async count => {
      await topics.append(name, valuesFrom(fed, fed + count))
      fed += count
    },
    growing: [{ name: `${name}-sink`, grown: () => store.stored(name).writes }],
    arrived: async () => `${store.stored(name).arrived}, ${await topics.end(queue)}`,
    tally: async () => {
      const values = [...(await topics.read(name))]
      const letters = [...(await topics.read(queue)).values()]
      const good = values.flatMap(([offset, value]) => {
        const line = parsed(value)
        return line === undefined ? [] : [[offset, numberOf(line)] as const]
      })
      const bad = values.flatMap(([, value]) => (parsed(value) === undefined ? [value] : []))
      return sumOf([tallyStore(store.stored(name), new Map(good)), tallyLetters(bad, letters)])
    },
  }
}
