import type { ConfigDef } from '../../../connectors/sdk/config.ts'
import { nearestKey } from './nearest-key.ts'
import { isReference } from './references.ts'

type Properties = Readonly<Record<string, string>>

/** What stands for a secret wherever a configuration is shown. */
export const hidden = '[hidden]'

/** Keys that nobody declares (those of Kafka clients, misspelt ones) are judged by their names. */
const soundsSecret = /passw|pwd|secret|jaas|credential|token|api\.?key|ssl\.keystore\.(key|certificate)/i

/** A misspelt key has a secret when the one that is meant does. */
const meansSecret = (definition: ConfigDef, key: string): boolean => {
  const secrets = Object.entries(definition).filter(([, { type }]) => type === 'PASSWORD')
  return (
    nearestKey(
      key,
      secrets.map(([name]) => name),
    ) !== undefined
  )
}

export const isSecret = (definition: ConfigDef, key: string): boolean =>
  Object.hasOwn(definition, key)
    ? definition[key]?.type === 'PASSWORD'
    : soundsSecret.test(key) || meansSecret(definition, key)

/** Passwords in URLs: behind the user's name, and as parameters. Bounded, as whoever writes them may mean no good. */
const inUrl = [
  /(?<=[a-z][a-z0-9+.-]{0,40}:\/\/[^\s/?#@:]{0,200}:)[^\s/?#@]{1,1000}(?=@)/gi,
  /(?<=[?&;][^\s=&;]{0,40}(?:passw|pwd|secret|token|credential|api_?key|signature|sig)[^\s=&;]{0,40}=)[^\s&;#]+/gi,
]

const urlSecrets = (text: string): readonly string[] =>
  text.includes('://') ? inUrl.flatMap(pattern => text.match(pattern) ?? []) : []

/** A text as it may be shown, when it is no secret as a whole. */
export const withoutUrlSecrets = (text: string): string =>
  text.includes('://') ? inUrl.reduce((shown, pattern) => shown.replace(pattern, secretOr), text) : text

const secretOr = (found: string) => (isReference(found) ? found : hidden)

/** Quoted values, as those of `sasl.jaas.config` are. */
const quoted = /(?<==\s*(["']))(?:(?!\1).)+(?=\1)/g

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Everything secret in a configuration, also in pieces, as drivers may tell of it. */
export const secretsIn = (definition: ConfigDef, properties: Properties): readonly string[] =>
  Object.entries(properties).flatMap(([key, value]) => {
    const whole =
      isSecret(definition, key) && !isReference(value) ? [value, ...(value.match(quoted) ?? [])] : []
    const ofUrls = urlSecrets(value).filter(each => !isReference(each))
    return [...whole, ...ofUrls, ...ofUrls.map(decoded)]
  })

/** A configuration's value as it may be shown; a reference to a secret is none. */
const shown = (definition: ConfigDef, key: string, value: string): string => {
  if (!isSecret(definition, key)) return withoutUrlSecrets(value)
  return value === '' || isReference(value) ? value : hidden
}

/** Properties as they may be shown. */
export const withoutSecrets = (definition: ConfigDef, properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, shown(definition, key, value)]))

/** Whether a value was shown in place of a secret, or of a URL that has one. */
export const standsForSecret = (definition: ConfigDef, key: string, value: string): boolean =>
  isSecret(definition, key) ? value === hidden : urlSecrets(value).includes(hidden)
