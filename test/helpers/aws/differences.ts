const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const compare = (path: string, before: unknown, after: unknown): readonly string[] => {
  if (before === undefined) return after === undefined ? [] : [`+ ${path}`]
  if (after === undefined) return [`- ${path}`]
  if (isObject(before) && isObject(after)) return differences(before, after, path)
  return Object.is(before, after) ? [] : [`~ ${path} ${JSON.stringify(before)} → ${JSON.stringify(after)}`]
}

/**
 * In what `after` differs from `before`, both as JSON has them: `+ path` for what was added, `- path` for what was taken
 * away, `~ path old → new` for another value. What was added or taken away is named as a whole.
 */
export const differences = (before: object, after: object, path = ''): readonly string[] => {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  const names = new Set([...old.keys(), ...now.keys()])
  return [...names].flatMap(name => compare(path ? `${path}.${name}` : name, old.get(name), now.get(name)))
}
