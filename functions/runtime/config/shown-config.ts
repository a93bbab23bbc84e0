import type { ConfigDef, ConfigKey, ConfigValue } from '../../../connectors/sdk/config.ts'
import { describeConfig, type KeyDefinition } from '../../../connectors/sdk/describe-config.ts'
import type { AliasedPlugin } from './aliased-plugins.ts'
import { isOverride, unreadOverrides } from './client-overrides.ts'
import type { ConverterChoice } from './converter-choices.ts'
import { isConverterKey } from './converters.ts'
import { hideValues } from './hidden-values.ts'
import { hasReference } from './references.ts'
import { hidden, isSecret, secretsIn, withoutUrlSecrets } from './secrets.ts'

type Properties = Readonly<Record<string, string>>

/** A key of a configuration: what it is, what it has, what is wrong with it. Secrets hidden. */
export interface CheckedKey extends ConfigValue {
  /** absent: nobody declares it */
  readonly definition?: KeyDefinition
  readonly recommended: readonly string[]
  readonly visible: boolean
  /** of a converter or a Kafka client: Kafka Connect counts such a key as one error, however many it has */
  readonly countsOnce: boolean
}

const versionKey = (key: string) => `${key}.plugin.version`

const oneVersion = (spec: ConfigKey | undefined, version: string | undefined): ConfigKey | undefined =>
  spec && { ...spec, default: version ?? null, recommended: version === undefined ? [] : [version] }

/** The keys with the worker's defaults, and with the plugins that are there as what can be chosen. */
export const withChoices = (
  definition: ConfigDef,
  version: string,
  choices: readonly ConverterChoice[],
): ConfigDef => {
  const changed = [
    ['connector.plugin.version', oneVersion(definition['connector.plugin.version'], version)] as const,
    ...choices.flatMap(({ key, classes, inherited, version }) => {
      const spec = definition[key]
      return [
        [key, spec && { ...spec, default: inherited, recommended: classes }] as const,
        [versionKey(key), oneVersion(definition[versionKey(key)], version)] as const,
      ]
    }),
  ]
  const specs = changed.filter((entry): entry is [string, ConfigKey] => entry[1] !== undefined)
  return { ...definition, ...Object.fromEntries(specs) }
}

/** Overrides that nobody declares, as they are given. */
const undeclared = (keys: readonly string[], properties: Properties): readonly ConfigValue[] =>
  keys.map(name => ({
    name,
    value: isSecret({}, name) ? hidden : (properties[name] ?? '').trim(),
    errors: [],
  }))

const shownValue = (value: string | null) => value && withoutUrlSecrets(value)

interface Shown {
  readonly type: 'source' | 'sink'
  readonly definition: ConfigDef
  readonly choices: readonly ConverterChoice[]
  readonly chain: readonly AliasedPlugin[]
}

/** The classes that keys name, by their full names; `null`: there is none of that name. */
const classesOf = ({ choices, chain }: Shown): ReadonlyMap<string, string | null> =>
  new Map([
    ...choices.map(({ key, className }) => [key, className] as const),
    ...chain.map(({ prefix, className }) => [`${prefix}type`, className] as const),
  ])

/** Values as they are shown, each with its definition. */
export const shownConfig = (
  shown: Shown,
  properties: Properties,
  values: readonly ConfigValue[],
): readonly CheckedKey[] => {
  const { type, definition, choices } = shown
  const described = new Map(describeConfig(definition).map(each => [each.name, each]))
  const missing = choices.filter(({ className }) => className === null).map(({ key }) => versionKey(key))
  const classes = classesOf(shown)
  const all = [...values, ...undeclared(unreadOverrides(type, properties), properties)]
  const hide = hideValues(secretsIn(definition, properties), described.keys())
  return all.map(({ name, value, errors }) => {
    const own = described.get(name)
    return {
      name,
      value:
        classes.has(name) && !hasReference(properties[name])
          ? (classes.get(name) ?? null)
          : shownValue(value),
      errors: errors.map(hide),
      ...(own && { definition: own }),
      recommended: definition[name]?.recommended ?? [],
      visible: !missing.includes(name),
      countsOnce: isConverterKey(name) || isOverride(name),
    }
  })
}
