import type { ConfigDef } from '../../../connectors/sdk/config.ts'
import { isReference } from './references.ts'

type Properties = Readonly<Record<string, string>>

/** What stands for a secret wherever a configuration is shown. */
export const hidden = '[hidden]'

/** Keys that nobody declares (those of Kafka clients, misspelt ones) are judged by their names. */
const soundsSecret = /passw|secret|jaas|credential|token|ssl\.keystore\.(key|certificate)/i

export const isSecret = (definition: ConfigDef, key: string): boolean =>
  Object.hasOwn(definition, key) ? definition[key]?.type === 'PASSWORD' : soundsSecret.test(key)

/** Properties as they may be shown; a reference to a secret is none. */
export const withoutSecrets = (definition: ConfigDef, properties: Properties): Properties => {
  const shown = (key: string, value: string) =>
    isSecret(definition, key) && value !== '' && !isReference(value) ? hidden : value
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, shown(key, value)]))
}
