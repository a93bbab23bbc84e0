const hashOf = (text: string): number => {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash ^ (hash >>> 16)
}

const grown = (capacity: number, size: number): number =>
  size > capacity * 0.75 ? grown(capacity * 2, size) : capacity

const bucketed = (names: readonly string[], capacity: number): readonly string[] => {
  const buckets = new Map<number, string[]>()
  for (const name of names) {
    const bucket = hashOf(name) & (capacity - 1)
    buckets.set(bucket, [...(buckets.get(bucket) ?? []), name])
  }
  return [...buckets].sort(([a], [b]) => a - b).flatMap(([, bucket]) => bucket)
}

const capacityFor = (size: number): number => 2 ** Math.ceil(Math.log2(Math.max(size, 1)))

/**
 * Names in the order of Java's `new HashMap<>(map)`, `map` being a `HashMap` they were put into. Kafka Connect's
 * converter prints properties in that order, and registries take another order for another schema.
 */
export const hashOrder = (names: readonly string[]): readonly string[] =>
  names.length === 0
    ? []
    : bucketed(bucketed(names, grown(16, names.length)), capacityFor(Math.floor(names.length / 0.75 + 1)))

/** The same after one more copy, into a map made with their number as capacity. */
export const hashOrderOfParameters = (names: readonly string[]): readonly string[] =>
  bucketed(bucketed(names, grown(16, names.length)), grown(capacityFor(names.length), names.length))
