import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spreadTables } from '../../../../connectors/jdbc/source/spread-tables.ts'

const someNames = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 60 })

test('each table is in one task, and tasks have as many as others, give or take one', () => {
  fc.assert(
    fc.property(someNames, fc.integer({ min: 1, max: 12 }), (names, most) => {
      const tasks = spreadTables(names, most)
      expect(tasks).toHaveLength(Math.min(names.length, most))
      expect(tasks.flat().toSorted()).toEqual(names.toSorted())
      const sizes = tasks.map(each => each.length)
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
    }),
  )
})

test('most tables stay where they are when one comes', () => {
  const names = Array.from({ length: 100 }, (_, n) => `shop.table_${n}`)
  const taskOf = (tasks: readonly (readonly string[])[], name: string) =>
    tasks.findIndex(each => each.includes(name))
  const [before, after] = [spreadTables(names, 10), spreadTables(['shop.another', ...names], 10)]
  const moved = names.filter(name => taskOf(before, name) !== taskOf(after, name))
  expect(moved.length).toBeLessThan(25)
})
