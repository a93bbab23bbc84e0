import { describe, expect, test } from 'vitest'
import type { ResourceSettings } from '../../../connectors/elasticsearch/contract.ts'
import { resourceNames } from '../../../connectors/elasticsearch/index-name.ts'

const name = (topic: string, settings: Partial<ResourceSettings> = {}) =>
  resourceNames({ peer: 'elasticsearch', ...settings })(topic)

describe('the index of a topic', () => {
  test.each([
    ['mysql-mytable', 'mysql-mytable'],
    ['Orders.EU_1', 'orders.eu_1'],
    ['_orders', 'orders'],
    ['-_orders', undefined],
    ['.', 'dot'],
    ['..', 'dotdot'],
    ['.hidden', '.hidden'],
    ['_', undefined],
    ['x'.repeat(300), 'x'.repeat(255)],
  ])('%s is %s', (topic, index) => {
    if (index !== undefined) expect(name(topic)).toBe(index)
    else expect(() => name(topic)).toThrow(`The topic ${topic} gives the index name`)
  })

  test('is named by the rules of its peer', () => {
    expect(name('+A:b', { peer: 'opensearch' })).toBe('a_b')
    expect(() => name('+a')).toThrow("The topic +a gives the index name '+a', which is none")
  })

  test('is the one that is there already', () => {
    const existing = new Map([['Orders', 'shop-orders']])
    expect(name('Orders', { existing })).toBe('shop-orders')
    expect(() => name('orders', { existing })).toThrow(
      "Topic 'orders' is not mapped to any resource. All topics must be mapped when using topic-to-resource mapping configuration. Please check the 'topic.to.external.resource.mapping' configuration to ensure all topics are properly mapped.",
    )
    expect(() => name('orders', { existing, peer: 'opensearch' })).toThrow(
      'Topic `orders` is not mapped to resource',
    )
  })
})

describe('the data stream of a topic', () => {
  const parts = (namespace: string) => ({ by: 'parts', type: 'logs', dataset: 'shop', namespace }) as const

  test('is named by its parts', () => {
    expect(name('Orders', { dataStreams: parts(`\${topic}`) })).toBe('logs-shop-orders')
    expect(name('_Orders', { dataStreams: parts(`eu_\${topic}_\${topic}`) })).toBe(
      'logs-shop-eu__orders__orders',
    )
    expect(name('$&', { dataStreams: parts(`\${topic}`) })).toBe('logs-shop-$&')
    expect(name('x'.repeat(200), { dataStreams: parts(`\${topic}`) })).toBe(`logs-shop-${'x'.repeat(100)}`)
  })

  test('is named by its prefix', () => {
    const dataStreams = { by: 'prefix', timestampField: '@timestamp' } as const
    const settings = { peer: 'opensearch', dataStreams } as const
    expect(name('_Orders', settings)).toBe('orders')
    expect(name('_Orders', { ...settings, dataStreams: { ...dataStreams, prefix: 'shop' } })).toBe(
      'shop-orders',
    )
  })
})
