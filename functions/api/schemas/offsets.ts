import { listOf, objectOf, orNull, text } from '../openapi/schema.ts'

const source = { partition: { filename: '/var/log/app.log' }, offset: { position: 1_024 } }
const sink = {
  partition: { kafka_topic: 'orders', kafka_partition: 0 },
  offset: { kafka_offset: 5_000 },
}

const anyObject = { type: 'object' } as const

const connectorOffset = objectOf(
  {
    partition: {
      ...anyObject,
      description: 'of a sink: `kafka_topic`, `kafka_partition`; of a source what it says itself',
    },
    offset: orNull({
      ...anyObject,
      description: 'of a sink: `kafka_offset`, the next one to read; null: reset',
    }),
  },
  { title: 'ConnectorOffset', examples: [source, sink] },
)

export const connectorOffsets = objectOf(
  { offsets: listOf(connectorOffset) },
  { title: 'ConnectorOffsets', examples: [{ offsets: [source] }, { offsets: [sink] }] },
)

export const message = objectOf(
  { message: text() },
  {
    title: 'Message',
    examples: [{ message: 'The offsets for this connector have been altered successfully' }],
  },
)
