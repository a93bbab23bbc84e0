import { createKafka } from '../../../functions/adapters/kafka/kafka.ts'
import type { Kafka } from '../../../functions/runtime/ports/kafka.ts'

/** Counts what a `read_committed` reader comes to see, without a group that would keep it waiting after outages. */
export interface TopicFollower {
  /** records so far */
  seen(): number
  close(): Promise<void>
}

/** Reads on from an offset until the reader gives up, or nobody wants it any more. */
const readFrom = async (
  kafka: Kafka,
  topic: string,
  follower: { next: number; seen: number; open: boolean },
) => {
  const positions = [{ topic, partition: 0, offset: follower.next }]
  const reader = await kafka.reader({ positions, isolation: 'read_committed', maxWait: 50 })
  try {
    while (follower.open) {
      const fetched = await reader.poll(500)
      follower.seen += fetched.batches.reduce((sum, { count }) => sum + count, 0)
      follower.next = fetched.positions[0]?.offset ?? follower.next
    }
  } finally {
    await reader.close()
  }
}

export const followTopic = (bootstrap: string, topic: string): TopicFollower => {
  const times = { connectionTimeout: 1_000, requestTimeout: 2_000 }
  const kafka = createKafka({ brokers: [bootstrap], clientId: 'follower', ...times })
  const follower = { next: 0, seen: 0, open: true }
  const following = (async () => {
    while (follower.open) await readFrom(kafka, topic, follower).catch(() => undefined)
    await kafka.close()
  })()
  return {
    seen: () => follower.seen,
    close: async () => {
      follower.open = false
      await following
    },
  }
}
