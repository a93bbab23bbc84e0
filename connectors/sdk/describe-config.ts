import { type ConfigDef, type ConfigKey, type ConfigType, configText } from './config.ts'

/** What there is to know of a configuration key, named and shaped as in Kafka Connect's REST API. */
export interface KeyDefinition {
  readonly name: string
  readonly type: ConfigType
  readonly required: boolean
  readonly default_value: string | null
  readonly importance: 'HIGH' | 'MEDIUM' | 'LOW'
  readonly documentation: string
  readonly group: string | null
  /** -1: in no group */
  readonly order_in_group: number
  readonly width: 'NONE' | 'SHORT' | 'MEDIUM' | 'LONG'
  readonly display_name: string
  readonly dependents: readonly string[]
}

const described = (name: string, key: ConfigKey, order: number): KeyDefinition => ({
  name,
  type: key.type,
  required: !('default' in key),
  default_value: configText(key.default),
  importance: key.importance,
  documentation: key.doc,
  group: key.group ?? null,
  order_in_group: order,
  width: key.width ?? 'NONE',
  display_name: key.displayName ?? name,
  dependents: key.dependents ?? [],
})

/** Every key of a definition, in its order. */
export const describeConfig = (definition: ConfigDef): readonly KeyDefinition[] => {
  const counts = new Map<string, number>()
  return Object.entries(definition).map(([name, key]) => {
    if (key.group === undefined) return described(name, key, -1)
    const declared = (counts.get(key.group) ?? 0) + 1
    counts.set(key.group, declared)
    return described(name, key, key.order ?? declared)
  })
}

/** The groups of a definition, in the order of their first keys. */
export const groupsOf = (definition: ConfigDef): readonly string[] => [
  ...new Set(Object.values(definition).flatMap(key => key.group ?? [])),
]
