import type { RawRecords } from '../sdk/record.ts'

const LF = 0x0a
const CR = 0x0d

/**
 * The complete lines in `data`, as bounds without their line ends; `end`: where the first incomplete one begins.
 * A line ends with `\n`, `\r\n` or `\r`; a `\r` at the very end may be half of a line end, so that line is incomplete.
 */
export const splitLines = (data: Buffer): RawRecords & { readonly end: number } => {
  const bounds = createBounds()
  const end = data.includes(CR) ? splitAtAny(data, bounds.add) : splitAtLineFeeds(data, bounds.add)
  return { count: bounds.count(), data, values: bounds.values(), end }
}

type Add = (start: number, end: number) => void

const splitAtLineFeeds = (data: Buffer, add: Add): number => {
  let start = 0
  for (let end = data.indexOf(LF); end >= 0; end = data.indexOf(LF, start)) {
    add(start, end)
    start = end + 1
  }
  return start
}

const splitAtAny = (data: Buffer, add: Add): number => {
  let start = 0
  for (let i = 0; i < data.length; i++) {
    if (data[i] === LF) {
      add(start, i)
      start = i + 1
    } else if (data[i] === CR && i + 1 < data.length) {
      add(start, i)
      if (data[i + 1] === LF) i++
      start = i + 1
    }
  }
  return start
}

/** Bounds in a typed array that grows. */
const createBounds = () => {
  let values = new Int32Array(2048)
  let length = 0
  return {
    add: (start: number, end: number) => {
      if (length === values.length) {
        const larger = new Int32Array(2 * length)
        larger.set(values)
        values = larger
      }
      values[length] = start
      values[length + 1] = end
      length += 2
    },
    count: () => length / 2,
    values: () => values.subarray(0, length),
  }
}
