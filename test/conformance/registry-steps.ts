import { inspect } from 'node:util'
import { expect } from 'vitest'
import { parseConfig } from '../../connectors/sdk/config.ts'
import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { ConnectRecord, Datum, SinkRecord, SourceRecord } from '../../connectors/sdk/record.ts'
import { type Schema, STRING, TIMESTAMP } from '../../connectors/sdk/schema.ts'
import type { PredicateDefinition, TransformDefinition } from '../../connectors/sdk/transform.ts'
import { newStruct, type Value } from '../../connectors/sdk/value.ts'
import { conditionConfig } from '../../functions/runtime/config/chain-config.ts'
import type { Check, Checked } from './registry-checks.ts'

const struct = (fields: Readonly<Record<string, Value>>) =>
  Object.freeze(Object.assign(newStruct(), fields)) as Value

const address: Schema = { type: 'struct', optional: true, fields: [{ name: 'city', schema: STRING }] }
const person: Schema = {
  type: 'struct',
  name: 'Person',
  fields: [
    { name: 'id', schema: { type: 'int32' } },
    { name: 'name', schema: { type: 'string', optional: true } },
    { name: 'at', schema: TIMESTAMP },
    { name: 'tags', schema: { type: 'array', items: STRING } },
    { name: 'address', schema: address },
  ],
}
const value = struct({
  id: 7,
  name: 'Ann',
  at: new Date(0),
  tags: Object.freeze(['a', 'b']),
  address: struct({ city: 'Ulm' }),
})

/** Data of every kind that a step may be given, whatever it works on. */
const data: readonly Datum[] = [
  { schema: person, value },
  { schema: undefined, value },
  { schema: undefined, value: null },
  { schema: { ...person, optional: true }, value: null },
  { schema: STRING, value: 'text' },
  { schema: undefined, value: 7 },
  { schema: { type: 'map', keys: STRING, values: STRING }, value: new Map([['a', 'b']]) },
]

const common = data.flatMap((datum): readonly ConnectRecord[] => [
  { topic: 't', kafkaPartition: 3, key: datum, value: datum, headers: [], timestamp: 1_700_000_000_000 },
  { topic: '', key: datum, value: datum, headers: Object.freeze([{ key: 'h', schema: STRING, value: 'x' }]) },
])

const partition = Object.freeze({ table: 'a' })
const offset = Object.freeze({ row: 1n })
const original = Object.freeze({ topic: 'o', partition: 3, offset: 11 })

const sourceRecords = common.map((record): SourceRecord => Object.freeze({ ...record, partition, offset }))
const sinkRecords = common.map(
  (record): SinkRecord =>
    Object.freeze({ ...record, kafkaPartition: 3, offset: 11, timestampType: 'CREATE_TIME', original }),
)
const records: readonly ConnectRecord[] = [...sourceRecords, ...sinkRecords]

const configOf = ({ plugin, sample }: Checked<TransformDefinition | PredicateDefinition>) =>
  parseConfig(plugin.config, sample)
const opened = (checked: Checked<TransformDefinition>) => checked.plugin.open(configOf(checked))

/** The answer to a record; `undefined` when the record is to blame. Nothing else may go wrong. */
const answer = <T>(ask: () => T): T | undefined => {
  try {
    return ask()
  } catch (error) {
    expect(error).toBeInstanceOf(ConnectError)
    expect((error as ConnectError).code).toBe('DATA')
    return undefined
  }
}

const unchanged = (ask: (record: ConnectRecord) => unknown) => {
  const before = inspect(records, { depth: 20 })
  for (const record of records) answer(() => ask(record))
  expect(inspect(records, { depth: 20 })).toBe(before)
}

/** Where a text stands among data, another one. */
const others = new Map(['Ann', 'a', 'b', 'Ulm', 'text', 'x'].map(text => [text, `other ${text}`]))

const withOthers = (value: unknown): unknown => {
  if (typeof value === 'string') return others.get(value) ?? value
  if (Array.isArray(value)) return value.map(withOthers)
  if (value instanceof Map)
    return new Map([...value].map(([key, item]) => [withOthers(key), withOthers(item)]))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.assign(
    newStruct(),
    ...Object.keys(value).map(name => ({ [name]: withOthers(value[name as never]) })),
  )
}

/** The same record with other texts, at another time. */
const another = <R extends ConnectRecord | undefined>(record: R): R =>
  record && {
    ...record,
    key: { ...record.key, value: withOthers(record.key.value) as Value },
    value: { ...record.value, value: withOthers(record.value.value) as Value },
    ...(record.timestamp !== undefined && { timestamp: record.timestamp + 1 }),
  }

const sideOf = (className: string) => /\$(Key|Value)$/.exec(className)?.[1]

/** Keys that stand beside those of a plugin, below its alias. */
const framework = ['type', 'plugin.version', ...Object.keys(conditionConfig)]

const ownKeys: Check<TransformDefinition | PredicateDefinition> = {
  name: 'has no key of the framework’s',
  run: ({ plugin }) => {
    expect(Object.keys(plugin.config).filter(key => framework.includes(key))).toEqual([])
  },
}

export const transformChecks: readonly Check<TransformDefinition>[] = [
  ownKeys,
  {
    name: 'opens with its sample, and takes or blames records of every kind without changing them',
    run: checked => {
      const transform = opened(checked)
      unchanged(record => transform.apply(record))
    },
  },
  {
    name: 'leaves alone where a record comes from',
    run: checked => {
      const transform = opened(checked)
      for (const record of sourceRecords)
        expect(answer(() => transform.apply(record)) ?? record).toMatchObject({ partition, offset })
      for (const record of sinkRecords) {
        const changed = answer(() => transform.apply(record)) ?? record
        expect(changed).toMatchObject({ offset: 11, timestampType: 'CREATE_TIME', original })
      }
    },
  },
  {
    name: 'does the same with records that differ in texts and times only, if it says so',
    run: checked => {
      const transform = opened(checked)
      if (transform.passesUnread !== true) return
      for (const record of records) {
        const changed = answer(() => transform.apply(record)) ?? undefined
        expect(answer(() => transform.apply(another(record))) ?? undefined).toEqual(another(changed))
      }
    },
  },
  {
    name: 'leaves alone the side that it is not for',
    run: checked => {
      const side = sideOf(checked.plugin.classes[0] ?? '')
      if (side === undefined) return
      const other = side === 'Key' ? 'value' : 'key'
      const transform = opened(checked)
      for (const record of records) {
        const changed = answer(() => transform.apply(record)) ?? record
        expect(changed[other]).toEqual(record[other])
      }
    },
  },
]

export const predicateChecks: readonly Check<PredicateDefinition>[] = [
  ownKeys,
  {
    name: 'opens with its sample, and tells yes or no of records of every kind without changing them',
    run: checked => {
      const predicate = checked.plugin.open(configOf(checked))
      unchanged(record => predicate.test(record))
      for (const record of records)
        expect(typeof (answer(() => predicate.test(record)) ?? false)).toBe('boolean')
    },
  },
  {
    name: 'says the same of records that differ in texts and times only, if it says so',
    run: checked => {
      const predicate = checked.plugin.open(configOf(checked))
      if (predicate.passesUnread !== true) return
      for (const record of records)
        expect(answer(() => predicate.test(another(record)))).toBe(answer(() => predicate.test(record)))
    },
  },
]
