import { describe, expect, it } from 'vitest'
import { aivenJdbcSink, jdbcSink } from '../../../../connectors/jdbc/jdbc-sink.ts'
import { parseConfig, validateConfig } from '../../../../connectors/sdk/config.ts'

const url = { 'connection.url': 'jdbc:mysql://localhost/db' }

const errors = (keys: Record<string, string>) =>
  validateConfig(jdbcSink.config, { ...url, ...keys }).flatMap(each => each.errors)

describe('configurations of the JDBC sink', () => {
  it('need a URL and nothing else', () => {
    expect(errors({})).toEqual([])
    const config = parseConfig(jdbcSink.config, url)
    expect(config).toMatchObject({
      'insert.mode': 'insert',
      'pk.mode': 'none',
      'batch.size': 3000,
      'max.retries': 10,
      'exactly.once': false,
    })
    expect([...(jdbcSink.validate?.(config) ?? [])]).toEqual([])
  })

  it.each([
    [{ 'insert.mode': 'Upsert' }, 'Invalid value Upsert for configuration insert.mode: Invalid enumerator'],
    [{ 'pk.mode': 'key' }, 'Invalid value key for configuration pk.mode: Invalid enumerator'],
    [{ 'batch.size': '-1' }, 'Invalid value -1 for configuration batch.size: Value must be at least 0'],
    [
      { 'table.name.format': '' },
      'Invalid value  for configuration table.name.format: String must be non-empty',
    ],
    [
      { 'table.types': 'TABLE,SYNONYM' },
      "Invalid value [TABLE, SYNONYM] for configuration table.types: No matching table type found for 'SYNONYM'",
    ],
  ])('%o is refused', (keys, says) => {
    expect(errors(keys)).toEqual([says])
  })

  it.each([
    [{ 'insert.mode': 'upsert' }, 'pk.mode', 'insert.mode=upsert needs a pk.mode other than none'],
    [{ 'insert.mode': 'UPDATE' }, 'pk.mode', 'insert.mode=UPDATE needs a pk.mode other than none'],
    [
      { 'pk.mode': 'kafka', 'pk.fields': 'a,b' },
      'pk.fields',
      'With pk.mode=kafka it is empty, or has three names: those of the columns of topic, partition and offset',
    ],
  ])('%o cannot be written with', (keys, key, says) => {
    const config = parseConfig(jdbcSink.config, { ...url, ...keys })
    expect([...(jdbcSink.validate?.(config) ?? [])]).toEqual([[key, says]])
  })

  it('of Aiven that upsert need a key too', () => {
    const config = parseConfig(aivenJdbcSink.config, { ...url, 'insert.mode': 'upsert' })
    expect([...(aivenJdbcSink.validate?.(config) ?? [])]).toEqual([
      ['pk.mode', 'insert.mode=upsert needs a pk.mode other than none'],
    ])
  })

  it('that delete need the key of the record', () => {
    const keys = { ...url, 'delete.enabled': 'true', 'pk.mode': 'RECORD_VALUE' }
    const says = 'Deletes are only supported for pk.mode record_key'
    expect([...(jdbcSink.validate?.(parseConfig(jdbcSink.config, keys)) ?? [])]).toEqual([
      ['pk.mode', says],
      ['delete.enabled', says],
    ])
    const aiven = parseConfig(aivenJdbcSink.config, { ...keys, 'sql.quote.identifiers': 'false' })
    expect([...(aivenJdbcSink.validate?.(aiven) ?? [])]).toEqual([
      ['delete.enabled', 'Delete support only works with pk.mode=record_key'],
    ])
  })
})
