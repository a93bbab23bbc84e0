import { pathToFileURL } from 'node:url'
import { customEntries, type PluginModule, pluginsIn } from '../../connectors/custom-plugins.ts'
import { createRegistry, pluginsOf } from '../../connectors/registry.ts'
import type { Plugins } from '../../functions/runtime/ports/plugins.ts'
import { type FoundModule, findPlugins, pluginPathOf } from '../plugin-path.ts'

type Worker = Readonly<Record<string, string>>

const importModule = async ({ name, file }: FoundModule): Promise<PluginModule> => {
  try {
    return { name, exports: await import(pathToFileURL(file).href) }
  } catch (cause) {
    throw new Error(
      `plugin.path: ${name} cannot be loaded: ${cause instanceof Error ? cause.message : cause}`,
      {
        cause,
      },
    )
  }
}

const noPlugins = (module: FoundModule) => `${module.name}: it exports no plugin`

/** What `plugin.path` names and cannot be used, a line each; folders of Java's plugins are common in worker files. */
export interface LocalPlugins extends Plugins {
  readonly unread: readonly string[]
}

/** The plugins of this project and those of `plugin.path`. File connectors go where the process may, unless the worker names a directory. */
export const localPlugins = async (worker: Worker): Promise<LocalPlugins> => {
  const { modules, unread } = findPlugins(pluginPathOf(worker))
  const imported = await Promise.all(modules.map(importModule))
  const without = modules.filter(
    ({ optional }, i) =>
      optional !== true && imported[i] !== undefined && pluginsIn(imported[i]).length === 0,
  )
  const fileDirectory = worker['file.connectors.dir']?.trim()
  const builtIn = createRegistry(fileDirectory ? { fileDirectory } : {})
  return {
    ...pluginsOf([...builtIn, ...customEntries(imported)]),
    unread: [...unread, ...without.map(noPlugins)],
  }
}

const converterKeys = ['key.converter', 'value.converter', 'header.converter']

/** Loads what most configurations name, while nobody waits for it yet; the rest when it is named. */
export const preload = async (plugins: Plugins, worker: Worker): Promise<void> => {
  const connectors = plugins.entries.filter(({ type }) => type === 'source' || type === 'sink')
  await Promise.all([
    ...connectors.map(({ type, classes: [name = ''] }) => plugins.find([type], name)),
    ...converterKeys.map(key =>
      plugins.find(['converter', 'header_converter'], worker[key] ?? 'DefaultConverter'),
    ),
  ])
}
