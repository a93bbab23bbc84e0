import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Column, Reading } from '../../../../connectors/jdbc/dialect.ts'
import { postgreSqlDialect } from '../../../../connectors/jdbc/postgresql/postgresql-dialect.ts'
import type { Schema } from '../../../../connectors/sdk/schema.ts'
import { Decimal } from '../../../../connectors/sdk/value.ts'

const dialect = postgreSqlDialect({ quoted: true })
const reading: Reading = {
  numericMapping: 'none',
  timestampGranularity: 'connect_logical',
  timeZone: 'UTC',
  otherTypes: 'native',
}

const column = (type: string, declared = type): Column => ({
  name: 'c',
  type,
  declared,
  nullable: false,
  autoIncrement: false,
})

const written = (schema: Schema, of: Column, value: unknown): string => {
  const shape = {
    mode: 'insert',
    table: { table: 't' },
    keys: [],
    columns: [{ column: of, schema }],
  } as const
  const [statement] = dialect.writes(shape, [[value]], { timestamps: 'UTC', dates: 'UTC' })
  return String(statement?.params?.[0])
}

/** The only element of an array, as the server would take it. */
const onlyElement = (text: string) => text.slice(2, -2).replace(/\\(.)/gs, '$1')

describe('what is written to PostgreSQL', () => {
  const text = fc.string({ unit: 'grapheme' }).map(each => each.toWellFormed())

  it('is read again: arrays', () => {
    const texts = column('_text')
    const schema: Schema = { type: 'array', items: { type: 'string', optional: true } }
    fc.assert(
      fc.property(fc.array(fc.option(text)), value => {
        expect(dialect.reader(texts, reading)?.read(onlyElement(written(schema, texts, value)))).toEqual(
          value,
        )
      }),
    )
  })

  it('is read again: hstore', () => {
    const pairs = column('hstore')
    const schema: Schema = {
      type: 'map',
      keys: { type: 'string' },
      values: { type: 'string', optional: true },
    }
    fc.assert(
      fc.property(fc.array(fc.tuple(text, fc.option(text))), entries => {
        const value = new Map(entries)
        expect(dialect.reader(pairs, reading)?.read(onlyElement(written(schema, pairs, value)))).toEqual(
          value,
        )
      }),
    )
  })

  it('is read again: bits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 9, max: 70 }),
        fc.bigInt({ min: 0n, max: 2n ** 70n - 1n }),
        (precision, n) => {
          const bits = BigInt.asUintN(precision, n).toString(2).padStart(precision, '0')
          const of = { ...column('bit'), precision }
          const bytes = dialect.reader(of, reading)?.read(bits)
          expect(onlyElement(written({ type: 'bytes' }, of, bytes))).toBe(bits)
        },
      ),
    )
  })
})

describe('readers of PostgreSQL', () => {
  it('name the column, its type and the value that is none', () => {
    const day = dialect.reader(column('date'), reading)
    expect(() => day?.read('infinity')).toThrow(
      'Column c of type date has the value infinity: no Date is that',
    )
    const big = dialect.reader({ ...column('numeric', 'numeric(30,2)'), precision: 30, scale: 2 }, reading)
    const long = '9'.repeat(200)
    expect(() => big?.read(`${long}x`)).toThrow(`has the value ${'9'.repeat(100)}…`)
  })

  const numericOf = (scale: number) =>
    dialect.reader({ ...column('numeric', 'numeric'), precision: 38, scale }, reading)

  it('read a number of any size digit by digit', () => {
    const bits = fc.integer({ min: 1, max: 120 })
    const unscaled = bits.chain(n => fc.bigInt({ min: -(2n ** BigInt(n)), max: 2n ** BigInt(n) }))
    fc.assert(
      fc.property(unscaled, fc.nat(20), (digits, scale) => {
        const number = new Decimal(digits, scale)
        expect(numericOf(scale)?.read(number.toString())).toEqual(number)
      }),
    )
  })

  it.each(['', '-', '.5', '5.', '-.5', '1,5', '1.x', '1e5', '1.2.3', ' 1.5'])(
    'take %j for no number',
    text => {
      for (const scale of [0, 1, 3])
        expect(() => numericOf(scale)?.read(text)).toThrow('is no decimal number')
    },
  )

  it('are for types of Connect alone, where others are left out', () => {
    const ignoring = { ...reading, otherTypes: 'ignore' } as const
    const left = ['_int4', 'inet', 'interval', 'hstore', 'int4range', 'point', 'toString'].filter(
      type => dialect.reader(column(type), ignoring) !== undefined,
    )
    expect(left).toEqual([])
    expect(dialect.reader({ ...column('mood'), kind: 'enum', nullable: true }, ignoring)?.schema).toEqual({
      type: 'string',
      optional: true,
    })
  })

  it('know no other granularity than Connect has', () => {
    const unknown = { ...reading, timestampGranularity: 'hours' }
    expect(() => dialect.reader(column('timestamp'), unknown)).toThrow(
      "Unknown granularity 'hours': allowed are",
    )
  })
})
