import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RawSinkRecords } from '../../../../connectors/sdk/record.ts'
import { joinBatches } from '../../../../functions/runtime/sink/join-batches.ts'

interface Plain {
  readonly partition: number
  readonly offset: number
  readonly key: string | null
  readonly value: string | null
  readonly header: string | undefined
}

const bytes = (text: string | null) => Buffer.from(text ?? '')

const batchOf = (records: readonly Plain[]): RawSinkRecords => {
  const parts = records.flatMap(({ key, value }) => [bytes(key), bytes(value)])
  const bounds: number[] = []
  let at = 0
  for (const part of parts) {
    bounds.push(at, at + part.length)
    at += part.length
  }
  const pick = (i: number, part: 0 | 1, text: string | null) => {
    const from = 4 * i + 2 * part
    return text === null ? [-1, -1] : [bounds[from] ?? 0, bounds[from + 1] ?? 0]
  }
  return {
    topic: 't',
    partition: records[0]?.partition ?? 0,
    count: records.length,
    data: Buffer.concat(parts),
    ...(records.some(({ key }) => key !== null) && {
      keys: Int32Array.from(records.flatMap(({ key }, i) => pick(i, 0, key))),
    }),
    values: Int32Array.from(records.flatMap(({ value }, i) => pick(i, 1, value))),
    offsets: Float64Array.from(records.map(({ offset }) => offset)),
    timestamps: Float64Array.from(records.map(({ offset }) => offset * 10)),
    timestampType: 'CREATE_TIME',
    ...(records.some(({ header }) => header !== undefined) && {
      headers: i => {
        const header = records[i]?.header
        return header === undefined ? [] : [{ key: 'h', value: Buffer.from(header) }]
      },
    }),
  }
}

const textAt = (data: Uint8Array, bounds: Int32Array | undefined, i: number): string | null => {
  const start = bounds?.[2 * i] ?? -1
  return start < 0 ? null : Buffer.from(data).toString('utf8', start, bounds?.[2 * i + 1])
}

const recordsOf = (batches: readonly RawSinkRecords[]): readonly Plain[] =>
  batches.flatMap(batch =>
    [...batch.offsets].map((offset, i) => {
      expect(batch.timestamps[i]).toBe(offset * 10)
      return {
        partition: batch.partition,
        offset,
        key: textAt(batch.data, batch.keys, i),
        value: textAt(batch.data, batch.values, i),
        header: batch.headers?.(i)[0]?.value?.toString(),
      }
    }),
  )

const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 5 }))

const batches = fc
  .array(
    fc.tuple(
      fc.nat(2),
      fc.array(fc.tuple(text, text, fc.option(fc.string(), { nil: undefined })), {
        minLength: 1,
        maxLength: 4,
      }),
    ),
    { maxLength: 12 },
  )
  .map(drawn => {
    let offset = 0
    return drawn.map(([partition, records]) =>
      records.map(([key, value, header]): Plain => ({ partition, offset: offset++, key, value, header })),
    )
  })

describe('joined batches', () => {
  it('have the same records, those of a partition in their order', () => {
    fc.assert(
      fc.property(batches, fc.integer({ min: 1, max: 20 }), (drawn, wanted) => {
        const joined = joinBatches(drawn.map(batchOf), wanted)
        const of = (records: readonly Plain[], p: number) =>
          records.filter(({ partition }) => partition === p)
        for (const p of [0, 1, 2]) expect(of(recordsOf(joined), p)).toEqual(of(drawn.flat(), p))
      }),
    )
  })

  it('are as many as it takes, and no batch is divided', () => {
    const batch = (offset: number, partition = 0) =>
      batchOf([{ partition, offset, key: null, value: 'v', header: undefined }])
    const few = [batch(0), batch(0, 1), batch(1), batch(2), batch(1, 1)]
    expect(joinBatches(few, 2).map(({ partition, count }) => [partition, count])).toEqual([
      [0, 2],
      [1, 2],
      [0, 1],
    ])
    expect(joinBatches(few, undefined)).toBe(few)
  })
})
