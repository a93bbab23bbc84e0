import type { ConverterDefinition, HeaderConverterDefinition } from './converter.ts'
import type { Sink } from './sink.ts'
import type { Source } from './source.ts'
import type { PredicateDefinition, TransformDefinition } from './transform.ts'

export type Plugin =
  | Source
  | Sink
  | ConverterDefinition
  | HeaderConverterDefinition
  | TransformDefinition
  | PredicateDefinition

export interface Entry {
  readonly type: Plugin['type']
  readonly classes: readonly string[]
  /** its simple name is that of a better known class, which has it */
  readonly fullNameOnly?: boolean
  readonly load: () => Promise<Plugin>
}

/** What a simple name may end with that goes without saying. */
const kinds: Readonly<Record<Plugin['type'], readonly string[]>> = {
  source: ['Connector'],
  sink: ['Connector'],
  converter: ['Converter'],
  header_converter: ['HeaderConverter', 'Converter'],
  transformation: ['Transformation'],
  predicate: ['Predicate'],
}

/** Names that stand for a class: itself, its simple name, and that without what kind of plugin it is. */
const aliases = (type: Plugin['type'], className: string): readonly string[] => {
  const simple = className.slice(className.lastIndexOf('.') + 1)
  const kind = kinds[type].find(each => simple.endsWith(each))
  return [className, simple, ...(kind === undefined ? [] : [simple.slice(0, -kind.length)])]
}

const namesOf = ({ type, fullNameOnly }: Entry, className: string): readonly string[] =>
  fullNameOnly === true ? [className] : aliases(type, className)

/** Looks names up in a list of plugins; a simple name that several classes share stands for none of them. */
export const pluginsOf = (entries: readonly Entry[]) => ({
  entries,
  find: async <T extends Plugin['type']>(types: readonly T[], className: string) => {
    const found = entries.filter(
      entry =>
        types.some(type => type === entry.type) &&
        entry.classes.some(c => namesOf(entry, c).includes(className)),
    )
    const exact = found.find(entry => entry.classes.includes(className))
    const shared = new Set(found.map(({ classes }) => classes[0])).size > 1
    const entry = exact ?? (shared ? undefined : found[0])
    return (await entry?.load()) as Extract<Plugin, { readonly type: T }> | undefined
  },
})
