import type { ConfigDef } from '../../connectors/sdk/config.ts'
import { describeConfig, groupsOf, type KeyDefinition } from '../../connectors/sdk/describe-config.ts'
import { table } from '../helpers/generated-tables.ts'

const code = (text: string) => `\`${text}\``

const defaultOf = ({ required, default_value: text }: KeyDefinition): string => {
  if (required) return 'required'
  return text === null || text === '' ? '' : code(text)
}

const escaped = (text: string) => text.replaceAll('|', '\\|')

const rowOf = (definition: ConfigDef, key: KeyDefinition): readonly string[] => [
  code(key.name),
  key.type,
  defaultOf(key),
  key.importance,
  escaped(definition[key.name]?.validator?.allowed ?? ''),
  escaped(key.documentation),
]

const head = ['key', 'type', 'default', 'importance', 'valid values', '']

/** A table of keys, in the order in which they are declared. */
export const keyTable = (definition: ConfigDef): string =>
  table(
    head,
    describeConfig(definition).map(key => rowOf(definition, key)),
    { numbers: false },
  )

/** A table for each group, in the order of `validate`; keys of no group first. */
export const groupedKeys = (definition: ConfigDef): string => {
  const keys = describeConfig(definition)
  if (keys.length === 0) return 'None.'
  return [null, ...groupsOf(definition)]
    .map(group => ({ group, of: keys.filter(key => key.group === group) }))
    .filter(({ of }) => of.length > 0)
    .map(({ group, of }) => {
      const rows = of
        .toSorted((a, b) => a.order_in_group - b.order_in_group)
        .map(key => rowOf(definition, key))
      const heading = group === null ? '' : `### ${group}\n\n`
      return heading + table(head, rows, { numbers: false })
    })
    .join('\n\n')
}

/** The keys of one definition that another one does not have. */
export const without = (definition: ConfigDef, others: ConfigDef): ConfigDef =>
  Object.fromEntries(Object.entries(definition).filter(([name]) => !Object.hasOwn(others, name)))

/** With the names that keys have where they are given to something by a prefix. */
export const renamed = (definition: ConfigDef, rename: (name: string) => string): ConfigDef =>
  Object.fromEntries(Object.entries(definition).map(([name, key]) => [rename(name), key]))
