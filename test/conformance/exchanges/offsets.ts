import type { Exchange, Exchanges } from './exchange.ts'
import { refused } from './refusals.ts'

const source = '/connectors/e1/offsets'
const sink = '/connectors/e2/offsets'

const altered = { message: 'The offsets for this connector have been altered successfully' }
const reset = { message: 'The offsets for this connector have been reset successfully' }

const patch = (path: string, ...offsets: readonly unknown[]): Exchange['request'] => [
  'PATCH',
  path,
  { offsets },
]
const at = (iteration: number) => ({
  partition: { 'task.id': 0 },
  offset: { 'current.iteration': iteration },
})
const of = (topic: string, partition: unknown, offset: unknown) => ({
  partition: { kafka_topic: topic, kafka_partition: partition },
  offset: offset === null ? null : { kafka_offset: offset },
})

const notStopped = (name: string) =>
  refused(
    400,
    `Connectors must be in the STOPPED state before their offsets can be modified. This can be done for the specified connector by issuing a 'PUT' request to the '/connectors/${name}/stop' endpoint`,
  )
const notGiven = refused(400, 'Partitions / offsets need to be provided for an alter offsets request')

const ofSource: readonly Exchange[] = [
  { request: ['GET', source], status: 200, body: { offsets: [at(3)] } },
  { request: ['GET', '/connectors/nope/offsets'], ...refused(404, 'Connector nope not found') },
  { request: patch('/connectors/nope/offsets', at(1)), ...refused(404, 'Connector nope not found') },
  { request: ['DELETE', '/connectors/nope/offsets'], ...refused(404, 'Connector nope not found') },
  { request: ['PATCH', source, {}], ...notGiven },
  { request: patch(source), ...notGiven },
  { request: patch(source, { offset: {} }), ...refused(400, 'Partition objects cannot be null') },
  {
    request: patch(source, { partition: { a: {} }, offset: null }),
    ...refused(400, 'Offsets may only contain primitive types as values, but field a contains MAP'),
  },
  {
    request: patch(source, at(1), at(2)),
    ...refused(400, 'The partition {"task.id":0} is given more than once'),
  },
  {
    request: patch(source, at(-1)),
    ...refused(400, 'The offset has current.iteration -1, allowed is the number of records generated'),
  },
  { request: patch(source, at(1)), status: 200, body: altered },
  { request: ['GET', source], status: 200, body: { offsets: [at(1)] } },
  { request: ['PUT', '/connectors/e1/resume'], status: 202 },
  { request: ['GET', source], status: 200, body: { offsets: [at(3)] }, eventually: true },
  { request: patch(source, at(1)), ...notStopped('e1') },
  { request: ['DELETE', source], ...notStopped('e1') },
  // a stop that is under way is waited for
  { request: ['PUT', '/connectors/e1/stop'], status: 204 },
  { request: patch(source, { ...at(1), offset: null }), status: 200, body: altered },
  { request: ['GET', source], status: 200, body: { offsets: [] } },
  { request: ['DELETE', source], status: 200, body: reset },
]

const ofSink = (topic: string): readonly Exchange[] => [
  { request: ['GET', sink], status: 200, body: { offsets: [] } },
  {
    request: patch(sink, { partition: null, offset: { kafka_offset: 1 } }),
    ...refused(400, 'The partition for a sink connector offset cannot be null or missing'),
  },
  {
    request: patch(sink, { partition: { kafka_topic: topic } }),
    ...refused(
      400,
      "The partition for a sink connector offset must contain the keys 'kafka_topic' and 'kafka_partition'",
    ),
  },
  {
    request: patch(sink, { partition: { kafka_topic: null, kafka_partition: 0 } }),
    ...refused(400, 'Kafka topic names must be valid strings and may not be null'),
  },
  {
    request: patch(sink, of(topic, null, 1)),
    ...refused(400, 'Kafka partitions must be valid numbers and may not be null'),
  },
  {
    request: patch(sink, of(topic, 'z', 1)),
    ...refused(
      400,
      "Failed to parse the following Kafka partition value in the provided offsets: 'z'. Partition values for sink connectors need to be integers.",
    ),
  },
  {
    request: patch(sink, { ...of(topic, 0, 1), offset: {} }),
    ...refused(
      400,
      "The offset for a sink connector should either be null or contain the key 'kafka_offset'",
    ),
  },
  {
    request: patch(sink, of(topic, 0, 'x')),
    ...refused(
      400,
      "Failed to parse the following Kafka offset value in the provided offsets: 'x'. Offset values for sink connectors need to be integers.",
    ),
  },
  { request: patch(sink, of(topic, 0, -1)), ...refused(400, 'Kafka offsets may not be negative, got -1') },
  { request: patch(sink, of(topic, 0, '2')), status: 200, body: altered },
  { request: ['GET', sink], status: 200, body: { offsets: [of(topic, 0, 2)] } },
  { request: patch(sink, of(topic, '0', null)), status: 200, body: altered },
  { request: ['GET', sink], status: 200, body: { offsets: [] } },
  { request: patch(sink, of(topic, 0, 1)), status: 200, body: altered },
  { request: ['DELETE', sink], status: 200, body: reset },
  { request: ['GET', sink], status: 200, body: { offsets: [] } },
]

export const offsets: Exchanges = ({ topic }) => [
  ...ofSource,
  ...ofSink(topic),
  { request: ['DELETE', '/connectors/e1'], status: 204 },
  { request: ['DELETE', '/connectors/e2'], status: 204 },
  { request: ['GET', '/connectors'], status: 200, body: [] },
]
