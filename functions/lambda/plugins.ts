import { createRegistry, pluginsOf } from '../../connectors/registry.ts'
import type { Plugins } from '../runtime/ports/plugins.ts'

/** A function has a disk of its own, next to what it is made of: file connectors stay in one directory of it. */
const fileDirectory = '/tmp/connect'

export const lambdaPlugins = (worker: Readonly<Record<string, string>>): Plugins => {
  const named = worker['file.connectors.dir']?.trim()
  return pluginsOf(createRegistry({ fileDirectory: named || fileDirectory, disksDiffer: !named }))
}
