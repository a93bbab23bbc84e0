export type Json = Readonly<Record<string, unknown>>

/** What is at a path of an answer; empty when there is no object. */
export const objectAt = (value: unknown, ...path: readonly string[]): Json => {
  const found = path.reduce<unknown>((at, name) => (at as Json | undefined)?.[name], value)
  return typeof found === 'object' && found !== null ? (found as Json) : {}
}
