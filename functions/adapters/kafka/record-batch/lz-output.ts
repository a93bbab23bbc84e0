/** Output of an LZ decoder: grows up to `limit`, whatever the input claims. */
export interface LzOutput {
  bytes: Buffer
  end: number
  readonly limit: number
}

export const lzOutput = (limit: number, expected: number): LzOutput => ({
  bytes: Buffer.allocUnsafe(Math.min(limit, expected)),
  end: 0,
  limit,
})

const reserve = (output: LzOutput, size: number) => {
  const needed = output.end + size
  if (needed <= output.bytes.length) return
  if (needed > output.limit) throw new Error('too large')
  const larger = Buffer.allocUnsafe(Math.min(output.limit, Math.max(needed, output.bytes.length * 2)))
  output.bytes.copy(larger, 0, 0, output.end)
  output.bytes = larger
}

export const putLiteral = (output: LzOutput, input: Buffer, start: number, size: number): void => {
  if (start + size > input.length) throw new Error('a literal is cut off')
  reserve(output, size)
  input.copy(output.bytes, output.end, start, start + size)
  output.end += size
}

/** Repeats `size` bytes from `distance` before the end; they may overlap. */
export const putMatch = (output: LzOutput, distance: number, size: number): void => {
  if (distance < 1 || distance > output.end) throw new Error(`a distance of ${distance} at ${output.end}`)
  reserve(output, size)
  const { bytes, end } = output
  if (distance >= size) bytes.copyWithin(end, end - distance, end - distance + size)
  else for (let at = end; at < end + size; at++) bytes[at] = bytes[at - distance] ?? 0
  output.end += size
}

export const lzFinish = (output: LzOutput): Buffer => output.bytes.subarray(0, output.end)
