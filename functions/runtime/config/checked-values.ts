import {
  type ConfigDef,
  type ConfigValue,
  parseConfig,
  validateConfig,
} from '../../../connectors/sdk/config.ts'
import type { Problem } from '../../../connectors/sdk/problem.ts'
import type { Sink } from '../../../connectors/sdk/sink.ts'
import type { Source } from '../../../connectors/sdk/source.ts'
import type { Plugins } from '../ports/plugins.ts'
import { chainProblems } from './chain-problems.ts'
import { converterProblems } from './converter-choices.ts'
import { converterTypes } from './converters.ts'
import { eventProblems } from './event-config.ts'
import { exactlyOnceProblems } from './exactly-once-problems.ts'
import { patternProblems } from './pattern-problems.ts'
import { hasReference, isReference } from './references.ts'
import { hidden, isSecret } from './secrets.ts'
import { topicProblems } from './sink-config.ts'

type Properties = Readonly<Record<string, string>>

/** A connector and every key that means something to it. */
interface Subject {
  readonly plugins: Plugins
  readonly plugin: Source | Sink
  readonly definition: ConfigDef
}

/** The same properties when none of them refers to anything. */
export const withoutReferences = (properties: Properties): Properties => {
  const known = Object.entries(properties).filter(([, value]) => !hasReference(value))
  return known.length === Object.keys(properties).length ? properties : Object.fromEntries(known)
}

/** Checks of several keys have sense only when each by itself is right. */
const pluginProblems = (
  { plugin }: Subject,
  properties: Properties,
  values: readonly ConfigValue[],
): readonly Problem[] => {
  const own = values.filter(value => Object.hasOwn(plugin.config, value.name))
  if (plugin.validate === undefined || own.some(value => value.errors.length > 0)) return []
  return [...plugin.validate(parseConfig(plugin.config, properties))]
}

const sinkProblems = async ({ plugin }: Subject, properties: Properties): Promise<readonly Problem[]> =>
  plugin.type === 'sink' ? [...(await topicProblems(properties)), ...eventProblems(plugin, properties)] : []

const withProblems = (
  values: readonly ConfigValue[],
  problems: readonly Problem[],
): readonly ConfigValue[] => {
  const byKey = Map.groupBy(problems, ([key]) => key)
  const added = (name: string) => (byKey.get(name) ?? []).map(([, message]) => message)
  const known = new Set(values.map(({ name }) => name))
  const unknown = [...byKey.keys()].filter(key => !known.has(key))
  return [
    ...values.map(value => ({ ...value, errors: [...value.errors, ...added(value.name)] })),
    ...unknown.map(name => ({ name, value: null, errors: added(name) })),
  ]
}

/** Every value and what is wrong with it. What looks like a reference is a text like any other. */
export const checkedValues = async (
  subject: Subject,
  properties: Properties,
): Promise<readonly ConfigValue[]> => {
  const values = validateConfig(subject.definition, { ...properties, ...converterTypes })
  return withProblems(values, [
    ...(await sinkProblems(subject, properties)),
    ...(await patternProblems(subject.definition, properties)),
    ...(await converterProblems(subject.plugins, properties)),
    ...(await chainProblems({ plugins: subject.plugins, properties, values })),
    ...pluginProblems(subject, properties, values),
    ...exactlyOnceProblems(subject.plugin, properties, values),
  ])
}

/** The same where it is not known what references stand for: values with references are as they are, and right. */
export const partlyCheckedValues = async (
  subject: Subject,
  properties: Properties,
): Promise<readonly ConfigValue[]> => {
  const { plugins, plugin, definition } = subject
  const known = withoutReferences(properties)
  const refers = (key: string) => hasReference(properties[key])
  const values = validateConfig(definition, { ...known, ...converterTypes })
  const checked = withProblems(values, [
    ...(await sinkProblems(subject, properties)),
    ...(await patternProblems(definition, known)),
    ...(await converterProblems(plugins, known)),
    ...(await chainProblems({ plugins, properties, values })),
    ...(Object.keys(plugin.config).some(refers)
      ? []
      : [...pluginProblems(subject, properties, values), ...exactlyOnceProblems(plugin, properties, values)]),
  ])
  return checked.map(value => {
    const text = properties[value.name] ?? ''
    if (!refers(value.name)) return value
    const shown = isReference(text) || !isSecret(definition, value.name) ? text.trim() : hidden
    return { name: value.name, value: shown, errors: [] }
  })
}
