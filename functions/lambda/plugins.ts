import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createRegistry, type Entry, pluginsOf } from '../../connectors/registry.ts'
import type { Plugins } from '../runtime/ports/plugins.ts'

/** A function has a disk of its own, next to what it is made of: file connectors stay in one directory of it. */
const fileDirectory = '/tmp/connect'

/** What the deployment adds: a module beside the handlers, whose name `PLUGINS` tells. */
const customOf = async (env: NodeJS.ProcessEnv): Promise<readonly Entry[]> => {
  if (env.PLUGINS === undefined) return []
  const file = join(env.LAMBDA_TASK_ROOT ?? '', env.PLUGINS)
  const { entries } = await import(pathToFileURL(file).href)
  return entries
}

export const lambdaPlugins = async (
  worker: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv,
): Promise<Plugins> => {
  const named = worker['file.connectors.dir']?.trim()
  const builtIn = createRegistry({ fileDirectory: named || fileDirectory, disksDiffer: !named })
  return pluginsOf([...builtIn, ...(await customOf(env))])
}
