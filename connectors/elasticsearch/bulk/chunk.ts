import type { Action, Subject } from './action.ts'

/** An action as it is kept until its answer: its text is in the body. */
export interface Item extends Subject {
  /** bytes of the chunk's body */
  readonly start: number
  readonly end: number
}

/** The actions of one request, as the bytes of its body. */
export interface Chunk {
  readonly items: readonly Item[]
  /** those that are neither written nor dealt with otherwise, in their order; who sends them sets it */
  left: readonly Item[]
  readonly bytes: number
  /** `false`: it has no room for it; the first one always has */
  add(action: Action): boolean
  /** The body of some, in their order. */
  body(items: readonly Item[]): Uint8Array
}

interface Limits {
  readonly batchSize: number
  readonly batchBytes: number
}

const FIRST = 64 * 1024

export const createChunk = ({ batchSize, batchBytes }: Limits): Chunk => {
  const items: Item[] = []
  let buffer = Buffer.allocUnsafe(FIRST)
  let end = 0
  /** A character has at most three bytes. */
  const makeRoom = (characters: number) => {
    const wanted = end + characters * 3
    if (wanted <= buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(wanted, buffer.length * 2))
    buffer.copy(larger, 0, 0, end)
    buffer = larger
  }
  /** Whether nothing of others is between them: their ends are those of all that is between. */
  const isRun = (some: readonly Item[]) => some.every((item, i) => i === 0 || item.start === some[i - 1]?.end)
  return {
    items,
    left: items,
    get bytes() {
      return end
    },
    add: ({ text, record, resource, id, repeatable }) => {
      if (items.length >= batchSize || (items.length > 0 && end + text.length > batchBytes)) return false
      makeRoom(text.length)
      const next = end + buffer.write(text, end)
      if (items.length > 0 && next > batchBytes) return false
      items.push({ record, resource, id, repeatable, start: end, end: next })
      end = next
      return true
    },
    body: some =>
      isRun(some)
        ? buffer.subarray(some[0]?.start, some.at(-1)?.end)
        : Buffer.concat(some.map(item => buffer.subarray(item.start, item.end))),
  }
}
