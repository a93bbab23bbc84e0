import { describe, expect, it } from 'vitest'
import { aivenSinkConfig, aivenSinkSettings } from '../../../../connectors/jdbc/sink/aiven-sink-config.ts'
import { TOPIC } from '../../../../connectors/jdbc/sink/common-sink-config.ts'
import { jdbcSinkConfig, jdbcSinkSettings } from '../../../../connectors/jdbc/sink/sink-config.ts'
import { parseTableName } from '../../../../connectors/jdbc/sink/table-name.ts'
import { parseConfig } from '../../../../connectors/sdk/config.ts'

const postgresql = { naming: { qualifier: 'schema', mark: '"' } } as const
const mysql = { naming: { qualifier: 'catalog', mark: '`' } } as const
const url = { 'connection.url': 'jdbc:postgresql://localhost/db' }

describe('the table of a topic', () => {
  it.each([
    ['orders', postgresql, { table: 'orders' }],
    ['shop.orders', postgresql, { schema: 'shop', table: 'orders' }],
    ['shop.orders', mysql, { catalog: 'shop', table: 'orders' }],
    ['db.shop.orders', postgresql, { catalog: 'db', schema: 'shop', table: 'orders' }],
    ['shop."my.orders"', postgresql, { schema: 'shop', table: 'my.orders' }],
    ['`a.b`.`c.d`', mysql, { catalog: 'a.b', table: 'c.d' }],
  ])('%s', (name, dialect, table) => {
    expect(parseTableName(name, dialect)).toEqual(table)
  })

  it.each([
    ['orders.', 'ends in delimiter orders.'],
    ['"orders', 'missing trailing quote in "orders'],
    ['a.b.c.d', 'more than three parts in a.b.c.d'],
  ])('%s is none', (name, says) => {
    expect(() => parseTableName(name, postgresql)).toThrow(
      `Failure parsing fully qualified identifier; ${says}`,
    )
  })

  it('is made by table.name.format', () => {
    const config = parseConfig(jdbcSinkConfig, { ...url, 'table.name.format': ` shop.k_${TOPIC}_${TOPIC} ` })
    expect(jdbcSinkSettings(config).tableName('$&')).toBe('shop.k_$&_$&')
  })

  it("is normal, or that of a mapping, with Aiven's keys", () => {
    const settings = (keys: Record<string, string>) =>
      aivenSinkSettings(parseConfig(aivenSinkConfig, { ...url, ...keys }))
    expect(settings({ 'table.name.normalize': 'true' }).tableName('my.topic-1')).toBe('my_topic_1')
    const mapped = settings({ 'topics.to.tables.mapping': 'a:x,b:s.y' })
    expect([mapped.tableName('a'), mapped.tableName('b')]).toEqual(['x', 's.y'])
    expect(() => mapped.tableName('c')).toThrow(
      `Destination table for the topic: 'c' couldn't be found in the topics to tables mapping: 'a->x,b->s.y' and couldn't be generated for the format string '${TOPIC}'`,
    )
  })
})
