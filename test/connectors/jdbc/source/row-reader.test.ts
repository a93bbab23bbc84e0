import { describe, expect, test } from 'vitest'
import type { Column } from '../../../../connectors/jdbc/dialect.ts'
import { createRowReader } from '../../../../connectors/jdbc/source/row-reader.ts'

const column = (name: string, over: Partial<Column> = {}): Column => ({
  name,
  type: 'int',
  declared: 'int',
  nullable: false,
  autoIncrement: false,
  ...over,
})

const dialect = {
  reader: ({ type, nullable }: Column) =>
    type === 'inet'
      ? undefined
      : {
          schema: { type: 'int32', ...(nullable && { optional: true }) } as const,
          read: (raw: unknown) => {
            if (raw === 'odd') throw new Error('it is odd')
            return Number(raw)
          },
        },
}

const context = {
  dialect,
  where: "table 'a'",
  name: 'a',
  settings: {
    reading: {
      numericMapping: 'none',
      timestampGranularity: 'connect_logical',
      timeZone: 'UTC',
      otherTypes: 'ignore',
    },
  },
} as const

describe('rows', () => {
  test('become structs of the columns that can be read', () => {
    const columns = [column('id'), column('ip', { type: 'inet' }), column('n', { nullable: true })]
    const reader = createRowReader(columns, context)
    expect(reader.schema).toEqual({
      type: 'struct',
      name: 'a',
      fields: [
        { name: 'id', schema: { type: 'int32' } },
        { name: 'n', schema: { type: 'int32', optional: true } },
      ],
    })
    expect({ ...reader.read(['1', '::1', null]) }).toEqual({ id: 1, n: null })
    expect(reader.keyOf(['id'])(reader.read(['1', '::1', '2']))).toMatchObject({
      schema: { name: 'aKey', fields: [{ name: 'id' }] },
      value: { id: 1 },
    })
  })

  test('name table and column when a value cannot be', () => {
    const reader = createRowReader([column('id'), column('n')], context)
    expect(() => reader.read(['1', 'odd'])).toThrow(
      "A value of column n of table 'a' cannot be read: it is odd",
    )
  })

  test('with a null that was not to be are read anew, as the table was changed', () => {
    const reader = createRowReader([column('id'), column('n')], context)
    expect(() => reader.read(['1', null])).toThrowError(
      expect.objectContaining({
        code: 'EXTERNAL',
        retriable: true,
        message: expect.stringContaining('Column n of'),
      }),
    )
  })

  test('of two columns of one name are refused', () => {
    expect(() => createRowReader([column('id'), column('id')], context)).toThrow(
      'Cannot create field because of field name duplication id',
    )
  })

  test('without any column that can be read are refused', () => {
    expect(() => createRowReader([column('ip', { type: 'inet' })], context)).toThrow('No column of table')
  })
})
