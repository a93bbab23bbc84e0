import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { takeRows } from '../../../../connectors/jdbc/postgresql/row-messages.ts'

const message = (code: string, body: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(code), length, body])
}

const fieldOf = (text: string | null): Buffer => {
  const bytes = Buffer.from(text ?? '')
  const length = Buffer.alloc(4)
  length.writeInt32BE(text === null ? -1 : bytes.length)
  return Buffer.concat([length, bytes])
}

const rowOf = (fields: readonly (string | null)[]): Buffer => {
  const count = Buffer.alloc(2)
  count.writeInt16BE(fields.length)
  return message('D', Buffer.concat([count, ...fields.map(fieldOf)]))
}

type Sent = { readonly row: readonly (string | null)[] } | { readonly other: string }

// lengths of 128 and more have a byte that is not ASCII
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ maxLength: 20 }),
  fc
    .tuple(fc.constantFrom('x', 'é', '€'), fc.constantFrom(127, 128, 195, 255, 400, 1100))
    .map(([unit, n]) => unit.repeat(n)),
)
const sent: fc.Arbitrary<Sent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ row: fc.array(fc.option(text), { maxLength: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ other: text }) },
)
const cuts = fc.infiniteStream(fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3000 })))

const bytesOf = (each: Sent) => ('row' in each ? rowOf(each.row) : message('C', Buffer.from(each.other)))

const inChunks = function* (bytes: Buffer, sizes: Iterator<number>) {
  for (let at = 0; at < bytes.length; ) {
    const size = sizes.next().value ?? 1
    yield bytes.subarray(at, at + size)
    at += size
  }
}

test('rows are taken out of whatever chunks come, and all else goes on in its order', () => {
  fc.assert(
    fc.property(fc.array(sent), cuts, (messages, sizes) => {
      const [stream, got] = [new PassThrough(), [] as Sent[]]
      stream.on('data', (bytes: Buffer) => got.push({ other: bytes.toString('utf8', 5) }))
      takeRows(stream, row => got.push({ row }))
      for (const chunk of inChunks(Buffer.concat(messages.map(bytesOf)), sizes)) stream.emit('data', chunk)
      expect(got).toEqual(messages)
    }),
  )
})

test('who has enough leaves the rest to the driver, to the byte', () => {
  fc.assert(
    fc.property(fc.array(sent), fc.array(sent), cuts, (before, after, sizes) => {
      const [stream, got] = [new PassThrough(), [] as Buffer[]]
      stream.on('data', (bytes: Buffer) => {
        got.push(bytes)
        if (bytes.toString('latin1', 0, 1) === 'Z') leave()
      })
      const leave = takeRows(stream, () => undefined)
      const rest = [message('Z', Buffer.from('I')), ...after.map(bytesOf)]
      const all = Buffer.concat([...before.map(bytesOf), ...rest])
      for (const chunk of inChunks(all, sizes)) stream.emit('data', chunk)
      const others = before.filter(each => 'other' in each).map(bytesOf)
      expect(Buffer.concat(got)).toEqual(Buffer.concat([...others, ...rest]))
      expect(stream.listenerCount('data')).toBe(1)
    }),
  )
})
