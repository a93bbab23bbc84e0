import type { ConverterDefinition, HeaderConverterDefinition } from '../../../connectors/sdk/converter.ts'
import type { Sink } from '../../../connectors/sdk/sink.ts'
import type { Source } from '../../../connectors/sdk/source.ts'
import type { PredicateDefinition, TransformDefinition } from '../../../connectors/sdk/transform.ts'

export type Plugin =
  | Source
  | Sink
  | ConverterDefinition
  | HeaderConverterDefinition
  | TransformDefinition
  | PredicateDefinition
export type PluginType = Plugin['type']

/** In the order in which they are listed. */
export const pluginTypes: readonly PluginType[] = [
  'sink',
  'source',
  'transformation',
  'predicate',
  'converter',
  'header_converter',
]

/** A plugin as it is listed, without loading it. */
export interface PluginEntry {
  readonly type: PluginType
  /** class names it answers to; the first is shown */
  readonly classes: readonly string[]
  /** its simple name is that of a better known class, which has it */
  readonly fullNameOnly?: boolean
}

/** The plugins there are. Names may be full class names, simple names, or simple names without what kind of plugin it is. */
export interface Plugins {
  readonly entries: readonly PluginEntry[]
  /** loads the plugin; `undefined` when no plugin of these types has that name or alias */
  find<T extends PluginType>(
    types: readonly T[],
    className: string,
  ): Promise<Extract<Plugin, { readonly type: T }> | undefined>
}
