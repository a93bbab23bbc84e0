import { describe, expect, it } from 'vitest'
import { readKafkaQuery } from '../../../events/kafka-query.ts'
import type { Functions } from '../../../functions/adapters/aws/functions.ts'
import { answerKafkaQuery, askKafka } from '../../../functions/lambda/kafka-queries.ts'
import { memoryKafka } from '../../helpers/memory-kafka.ts'

/** Asks over the wire, as it were. */
const asking = (away = false) => {
  const cluster = memoryKafka({
    route: async (_request, land) => {
      if (away) throw new Error('no route')
      return land()
    },
  })
  const functions: Functions = {
    start: async () => undefined,
    ask: async (_name, message) => {
      const query = readKafkaQuery(JSON.parse(JSON.stringify(message)))
      return JSON.parse(JSON.stringify(await answerKafkaQuery(cluster.kafka, query)))
    },
  }
  return { cluster, kafka: askKafka(functions, 'plan') }
}

const of = (topic: string, partition = 0) => ({ topic, partition })

describe('what is asked of Kafka through a function', () => {
  it('is the ends of partitions that exist, whatever else is asked for', async () => {
    const { cluster, kafka } = asking()
    await cluster.append('t', ['a', 'b'])
    expect(await kafka.offsets([of('t'), of('t', 7), of('gone')], 'latest')).toEqual([
      { ...of('t'), offset: 2 },
    ])
    expect(await kafka.offsets([of('gone')], 'latest')).toEqual([])
  })

  it('is the topics that exist, with their partitions', async () => {
    const { cluster, kafka } = asking()
    await cluster.append('t', ['a'], 1)
    expect(await kafka.topics(['t', 'gone'])).toEqual([
      { name: 't', id: expect.stringMatching(/^.{22}$/), partitions: [0, 1] },
    ])
  })

  it('fails when Kafka cannot be reached', async () => {
    const { kafka } = asking(true)
    await expect(kafka.offsets([of('t')], 'latest')).rejects.toThrow('Kafka cannot be reached')
    await expect(kafka.topics(['t'])).rejects.toThrow('Kafka cannot be reached')
  })
})
