import { ConnectError } from '../../connectors/sdk/errors.ts'
import { knownKeys } from '../runtime/connector-config.ts'
import type { Plugins } from '../runtime/ports/plugins.ts'
import type { Config } from '../runtime/state/items.ts'

const refused = (why: string) =>
  new ConnectError(
    'INVALID_REQUEST',
    `The line ends of the properties are missing, and without them ${why}; send the file with --data-binary instead of --data`,
  )

const longestClass = 200

/** The longest text that names a connector directly behind `connector.class=`. */
const namedClass = async (plugins: Plugins, text: string): Promise<string | undefined> => {
  const [, following = ''] = /connector\.class\s*=\s*([\w.$]*)/.exec(text) ?? []
  for (let length = Math.min(following.length, longestClass); length > 0; length--) {
    const name = following.slice(0, length)
    if ((await plugins.find(['source', 'sink'], name)) !== undefined) return name
  }
  return undefined
}

interface Split {
  readonly key: string
  /** shorter keys that end at the same place */
  readonly others: readonly string[]
  /** end of the value before */
  readonly before: string
}

const splitAt = (segment: string, keys: readonly string[], end: number): Split => {
  const text = segment.trimEnd()
  const [key, ...others] = keys.filter(k => text.endsWith(k)).sort((a, b) => b.length - a.length)
  if (key === undefined)
    // not what stands there: its value may be a secret
    throw refused(`no key of this connector class ends before the = that is character ${end}`)
  return { key, others, before: text.slice(0, text.length - key.length) }
}

/** What looks like the rest of a longer key, an escape or a comment is not guessed at. */
const checkValue = (key: string, value: string) => {
  if (/[\\#]/.test(value))
    throw refused(`the value of ${key}, which has an escape or a comment, cannot be told`)
  if (value.endsWith('.')) throw refused(`the value of ${key} cannot be told from the key after it`)
}

const checkSplits = (splits: readonly Split[]) => {
  const keys = splits.map(split => split.key)
  const twice = keys.find((key, i) => keys.indexOf(key) !== i)
  if (twice !== undefined) throw refused(`the key ${twice} is there twice`)
  // a shorter key might be meant instead, unless that is there elsewhere
  for (const { key, others } of splits) {
    const other = others.find(k => !keys.includes(k))
    if (other !== undefined) throw refused(`the keys ${key} and ${other} cannot be told apart`)
  }
  if (splits.length === 0) throw refused('they have no =')
  const [rest] = splits.map(split => split.before.trim())
  if (rest) throw refused(`"${rest.slice(0, 40)}" before the first key ${keys[0]} means nothing`)
}

/**
 * Properties of a connector whose line ends were taken out: each is split off at the longest key that ends at its `=`.
 * `INVALID_REQUEST` whenever the same text could come from other properties too.
 */
export const splitProperties = async (
  plugins: Plugins,
  text: string,
  className?: string,
): Promise<Config> => {
  const found = await namedClass(plugins, text)
  const connectorClass = found ?? className
  if (connectorClass === undefined) throw refused('no connector.class that exists can be found in them')
  const keys = await knownKeys(plugins, connectorClass)
  const segments = text.split('=')
  let end = 0
  const splits = segments.slice(0, -1).map(segment => {
    end += segment.length + 1
    return splitAt(segment, keys, end)
  })
  checkSplits(splits)
  const config = Object.fromEntries(
    splits.map(({ key }, i) => {
      const value = (splits[i + 1]?.before ?? segments.at(-1) ?? '').trimStart()
      checkValue(key, value)
      return [key, value]
    }),
  )
  if (found !== undefined && config['connector.class']?.trim() !== found)
    throw refused(`${found} cannot be told from what follows it`)
  return config
}
