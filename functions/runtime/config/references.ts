/** `${provider:[path:]key}` in a value; `path` is empty when there is none. */
export interface Reference {
  readonly provider: string
  readonly path: string
  readonly key: string
  /** where it stands: from `start` up to `end` */
  readonly start: number
  readonly end: number
}

/** The path ends at the next colon, the rest is the key, colons and all. */
const parts = /^([^:]*):(?:([^:]*):)?([\s\S]*)$/

/** The references in a value, as Kafka's ConfigTransformer finds them. */
export const referencesIn = (value: string): readonly Reference[] => {
  const found: Reference[] = []
  for (let start = value.indexOf('${'); start >= 0; start = value.indexOf('${', start)) {
    const end = value.indexOf('}', start) + 1
    if (end === 0) break
    const [, provider, path = '', key = ''] = parts.exec(value.slice(start + 2, end - 1)) ?? []
    if (provider !== undefined) found.push({ provider, path, key, start, end })
    start = end
  }
  return found
}

export const hasReference = (value: string | undefined): boolean =>
  value !== undefined && referencesIn(value).length > 0

/** Whether nothing but references stands in a value: then showing it tells no secret. */
export const isReference = (value: string): boolean =>
  value !== '' &&
  referencesIn(value).reduce((length, { start, end }) => length - (end - start), value.length) === 0
