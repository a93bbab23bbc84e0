import { type ConfigOf, defineConfig, long, string } from '../sdk/config.ts'
import { ConnectError } from '../sdk/errors.ts'
import type { Offset, Partition, SourceRecord } from '../sdk/record.ts'
import type { Schema } from '../sdk/schema.ts'
import { defineSource, type SourceBatch, type SourceReader } from '../sdk/source.ts'
import { atLeast, nonEmpty, oneOfIgnoringCase } from '../sdk/validators.ts'
import type { Struct } from '../sdk/value.ts'
import { type Quickstart, quickstarts } from './quickstarts.ts'
import { randomOf } from './random.ts'

const names = [...quickstarts.keys()]

const config = defineConfig({
  'kafka.topic': string({ importance: 'HIGH', validator: nonEmpty, doc: 'The topic that records go to.' }),
  quickstart: string({
    importance: 'HIGH',
    validator: oneOfIgnoringCase(...names),
    recommended: names,
    doc: `What to generate: ${names.join(', ')}.`,
  }),
  'max.interval': long({
    default: 500,
    importance: 'HIGH',
    validator: atLeast(0),
    doc: 'Longest time between two records of a task, ms; the mean is half of it. 0: as fast as possible.',
  }),
  iterations: long({
    default: -1,
    importance: 'HIGH',
    doc: 'How many records each task generates; unlimited when it is below 0.',
  }),
  'schema.keyfield': string({
    default: '',
    importance: 'HIGH',
    doc: "The field that becomes the record's key; when empty, the one of the quickstart.",
  }),
  'random.seed': long({
    default: 0,
    importance: 'LOW',
    doc: 'Record n of task t is the same for the same seed.',
  }),
})
type Config = ConfigOf<typeof config>

const BATCH = 500
// a task that generates faster than this gathers its records instead of being woken for each
const MIN_PAUSE = 10
const A_DAY = 86_400_000

const quickstartOf = (options: Config): Quickstart => {
  const quickstart = quickstarts.get(options.quickstart.toLowerCase())
  if (quickstart === undefined)
    throw new ConnectError(
      'INVALID_CONFIG',
      `No quickstart ${options.quickstart}, there are ${names.join(', ')}`,
    )
  return quickstart
}

const fieldsOf = ({ value }: Quickstart) => (value.schema.type === 'struct' ? value.schema.fields : [])

const keyFieldOf = (options: Config): string => options['schema.keyfield'] || quickstartOf(options).keyField

const keySchema = (options: Config): Schema | undefined =>
  fieldsOf(quickstartOf(options)).find(({ name }) => name === keyFieldOf(options))?.schema

const positionIn = (offset: Offset | undefined): number => {
  const position = offset?.['current.iteration'] ?? 0
  if (typeof position === 'number' && position >= 0) return position
  throw new ConnectError(
    'FATAL',
    `The stored offset has current.iteration=${position}, expected the number of records generated`,
  )
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

/** The records of one task, each a function of the seed, the task and its number. */
const recordsOf = (options: Config, partition: Partition) => {
  const { value } = quickstartOf(options)
  const [keyField, schema] = [keyFieldOf(options), keySchema(options)]
  const task = Number(partition['task.id'])

  const record = (n: number): SourceRecord => {
    const made = value.make(randomOf(options['random.seed'], task, n), n) as Struct
    return {
      topic: options['kafka.topic'],
      key: { schema, value: made[keyField] ?? null },
      value: { schema: value.schema, value: made },
      headers: [],
      partition,
      offset: { 'current.iteration': n + 1 },
    }
  }
  // a task number of its own, so that the pauses are not what the records are made of
  const pause = (n: number) => options['max.interval'] * randomOf(options['random.seed'], -1 - task, n)()
  return { record, pause }
}

interface Position {
  /** records generated so far */
  next: number
  /** when the next one is due, ms since the epoch */
  dueAt: number
}

/** Generates what is due by now; the promise of `read` never waits. */
const taskReader = (options: Config, partition: Partition, position: Position, signal: AbortSignal) => {
  const { record, pause } = recordsOf(options, partition)
  const end = options.iterations < 0 ? Number.POSITIVE_INFINITY : options.iterations

  const due = (now: number): SourceRecord[] => {
    const records: SourceRecord[] = []
    while (records.length < BATCH && position.next < end && position.dueAt <= now) {
      records.push(record(position.next))
      position.dueAt += pause(position.next)
      position.next++
    }
    return records
  }
  return async function* (): AsyncGenerator<SourceBatch, number> {
    while (!signal.aborted) {
      const records = due(Date.now())
      if (records.length === 0) break
      yield { records }
    }
    return position.next < end ? Math.max(MIN_PAUSE, position.dueAt - Date.now()) : A_DAY
  }
}

/** Made-up records, the same again for the same seed: `{task.id}` → `{current.iteration}`, the records generated. */
export const datagenSource = defineSource({
  classes: ['io.confluent.kafka.connect.datagen.DatagenConnector'],
  version: '0.1.0',
  docs: {
    title: 'Datagen source',
    summary: 'Made-up records for demos, tests and benchmarks.',
    delivers: 'at least once',
    residue:
      'records whose offset was not stored are there again, the same, as a whole tail; exactly once: nothing',
    position: { partition: { 'task.id': 0 }, offset: { 'current.iteration': 17 } },
  },
  config,
  *validate(options) {
    if (keySchema(options) === undefined)
      yield [
        'schema.keyfield',
        `No field ${keyFieldOf(options)} in ${options.quickstart}, there are ${fieldsOf(quickstartOf(options))
          .map(({ name }) => name)
          .join(', ')}`,
      ]
  },
  *validateOffsets(offsets) {
    for (const { partition, offset } of offsets) {
      const [task, iteration] = [partition['task.id'], offset['current.iteration']]
      if (!isCount(task)) yield `The partition has task.id ${task}, allowed is the number of a task`
      if (!isCount(iteration))
        yield `The offset has current.iteration ${iteration}, allowed is the number of records generated`
    }
  },
  exactlyOnce: () => true,
  plan: (_, maxTasks) => ({
    tasks: Array.from({ length: maxTasks }, (_, task) => ({ partitions: [{ 'task.id': task }] })),
  }),
  open: async ({ config: options, task: { partitions }, offsets, signal }): Promise<SourceReader> => {
    const stored = await offsets.get(partitions)
    const readers = partitions.map((partition, i) => {
      const position = { next: positionIn(stored[i]?.offset), dueAt: Date.now() }
      return taskReader(options, partition, position, signal)
    })
    return {
      async *read() {
        let again = A_DAY
        for (const reader of readers) again = Math.min(again, yield* reader())
        return { again }
      },
      close: async () => {},
    }
  },
})
