/** Bytes of record `i`, or `null`; without bounds every record is null. */
export const bytesAt = (data: Uint8Array, bounds: Int32Array | undefined, i: number): Uint8Array | null => {
  const start = bounds?.[2 * i] ?? -1
  return start < 0 ? null : data.subarray(start, bounds?.[2 * i + 1])
}
