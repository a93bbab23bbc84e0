import { describe, expect, test } from 'vitest'
import { aivenJdbcSource, confluentJdbcSource } from '../../../../connectors/jdbc/jdbc-source.ts'
import { parseConfig, validateConfig } from '../../../../connectors/sdk/config.ts'
import type { Source } from '../../../../connectors/sdk/source.ts'

type Properties = Readonly<Record<string, string>>

const url = { 'connection.url': 'jdbc:postgresql://localhost/app' }

const problemsOf = (over: Properties, source: Source = confluentJdbcSource) => [
  ...(source.validate?.(parseConfig(source.config, { ...url, ...over })) ?? []),
]

const keysOf = (over: Properties, source?: Source) => problemsOf(over, source).map(([key]) => key)

const errorsOf = (over: Properties, source: Source = confluentJdbcSource) =>
  validateConfig(source.config, { ...url, ...over }).flatMap(({ name, errors }) =>
    errors.map(error => [name, error]),
  )

describe('the configuration of a JDBC source', () => {
  test('as people copy it has nothing wrong', () => {
    const copied = {
      'connection.url': 'jdbc:mysql://localhost:3306/mydb',
      'connection.user': 'root',
      'connection.password': 'password',
      'topic.prefix': 'mysql-',
    }
    expect(errorsOf(copied)).toEqual([])
    expect(problemsOf(copied)).toEqual([])
  })

  test.each([
    ['mode', 'increment', 'String must be one of: , bulk, timestamp, incrementing, timestamp+incrementing'],
    ['numeric.mapping', 'best', 'String must be one of (case insensitive): none, precision_only'],
    ['timestamp.granularity', 'micros', 'String must be one of (case insensitive): connect_logical'],
    ['batch.max.rows', '0', 'Value must be at least 1'],
    ['poll.interval.ms', '-1', 'Value must be at least 0'],
    ['topic.prefix', 'a/b', 'Topic prefix must not contain any character other than'],
    ['topic.prefix', 'x'.repeat(250), 'Topic prefix length must not exceed max topic name length, 249 chars'],
    ['table.include.list', 'a(', 'Must be a valid comma-separated list of regular expression patterns'],
    ['timestamp.columns.mapping', 'a:b', 'Columns list must be enclosed in square brackets'],
    ['timestamp.columns.mapping', 'a:[]', 'Columns list cannot be empty'],
    ['timestamp.columns.mapping', 'a:[b|]', 'Every column name should be non-empty string'],
    ['timestamp.columns.mapping', '(:[b]', 'Invalid regular expression: '],
    ['incrementing.column.mapping', 'a', "Invalid format. Expected 'regex:columnName'"],
    ['incrementing.column.mapping', 'a:', 'Column name cannot be empty'],
    ['transaction.isolation.mode', 'READ_COMMITED', 'String must be one of: DEFAULT, READ_UNCOMMITTED'],
    ['jdbc.credentials.provider.class', 'a.B', 'String must be one of: io.confluent.connect.jdbc.util'],
    ['db.timezone', 'Mars/Base', 'Mars/Base'],
  ])('%s=%s is refused', (key, value, text) => {
    expect(errorsOf({ [key]: value })).toEqual([[key, expect.stringContaining(text)]])
  })

  test('a mode by timestamps needs a column, by either key', () => {
    expect(keysOf({ mode: 'timestamp' })).toEqual(['timestamp.column.name'])
    expect(keysOf({ mode: 'timestamp', 'timestamp.column.name': 'at' })).toEqual([])
    const mapped = { 'table.include.list': '.*', 'timestamp.columns.mapping': '.*:[at]' }
    expect(keysOf({ mode: 'timestamp+incrementing', ...mapped })).toEqual([])
    expect(keysOf({ mode: 'incrementing', ...mapped })).toEqual(['mode'])
  })

  test('a column without a mode is a question', () => {
    expect(keysOf({ 'incrementing.column.name': 'id' })).toEqual(['mode'])
    expect(keysOf({ 'timestamp.column.name': 'at' })).toEqual(['mode'])
  })

  test('lists of names and regular expressions are not mixed', () => {
    const both = { 'table.whitelist': 'a', 'table.include.list': 'b' }
    expect(problemsOf(both)).toEqual([
      ['table.whitelist', expect.stringContaining('Cannot mix legacy and new configuration approaches')],
      ['table.include.list', expect.stringContaining('Cannot mix legacy and new configuration approaches')],
    ])
    expect(keysOf({ 'table.whitelist': 'a', 'table.blacklist': 'b' })).toEqual(['table.blacklist'])
    expect(keysOf({ 'table.exclude.list': 'a' })).toEqual(['table.exclude.list'])
  })

  test('a query has a topic, and names its incrementing column', () => {
    const query = { query: 'SELECT * FROM a', 'topic.prefix': 'q' }
    expect(problemsOf(query)).toEqual([])
    expect(keysOf({ query: 'SELECT 1' })).toEqual(['topic.prefix'])
    expect(keysOf({ ...query, mode: 'incrementing' })).toEqual(['incrementing.column.name'])
    expect(keysOf({ ...query, 'table.whitelist': 'a' })).toEqual(['query', 'table.whitelist'])
    expect(keysOf({ ...query, query: 'DELETE FROM a' })).toEqual(['query'])
    expect(keysOf({ ...query, 'query.masked': 'SELECT 2' })).toEqual(['query', 'query.masked'])
    expect(keysOf({ ...query, 'record.key.mode': 'primary_key' })).toEqual(['record.key.mode'])
  })

  test('Aiven’s has keys of its own', () => {
    const own = {
      mode: 'timestamp',
      'timestamp.column.name': 'at',
      'timestamp.initial.ms': '5',
      'incrementing.initial': '7',
      'sql.quote.identifiers': 'false',
      'table.names.qualify': 'false',
    }
    expect(errorsOf(own, aivenJdbcSource)).toEqual([])
    expect(problemsOf(own, aivenJdbcSource)).toEqual([])
    expect(Object.keys(aivenJdbcSource.config)).not.toContain('quote.sql.identifiers')
  })
})

describe('exactly once', () => {
  test.each([
    ['incrementing', true],
    ['timestamp+incrementing', true],
    ['timestamp', false],
    ['bulk', false],
    ['', false],
  ])('mode %j: %j', (mode, is) => {
    const config = parseConfig(confluentJdbcSource.config, { ...url, mode })
    expect(confluentJdbcSource.exactlyOnce?.(config)).toBe(is)
  })
})

describe('offsets that somebody wants', () => {
  const judge = (partition: Record<string, string>, offset: Record<string, number | string | bigint>) => [
    ...(confluentJdbcSource.validateOffsets?.([{ partition, offset }]) ?? []),
  ]
  const table = { protocol: '1', table: 'public.a' }

  test('are those of either protocol, and of a query', () => {
    expect(judge(table, { incrementing: 5 })).toEqual([])
    expect(judge({ table: 'a' }, { timestamp: 5, timestamp_nanos: 5_000_000 })).toEqual([])
    expect(judge({ query: 'query' }, { incrementing: 2n ** 60n, timestamp: 5 })).toEqual([])
  })

  test.each([
    [{ tabel: 'a' }, { incrementing: 1 }],
    [{ query: 'SELECT 1' }, { incrementing: 1 }],
    [{ protocol: '2', table: 'a' }, { incrementing: 1 }],
    [table, { incrementing: '1' }],
    [table, { incrementing: 1.5 }],
    [table, { timestamp: 1, timestamp_nanos: 1_000_000_000 }],
    [table, { timestamp_nanos: 1 }],
    [table, { increment: 1 }],
  ])('%j → %j are not', (partition, offset) => {
    expect(judge(partition, offset)).toHaveLength(1)
  })

  test('an integer of more than 64 bits is none', () => {
    expect(judge(table, { incrementing: 2n ** 63n })).toEqual([
      'The offset has incrementing 9223372036854775808, allowed is an integer of 64 bits',
    ])
  })
})
