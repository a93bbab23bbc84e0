import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { ConfigProvider } from '../../runtime/ports/config-provider.ts'
import { allowedPaths } from './allowed-paths.ts'
import type { ProviderOptions, ProviderParams } from './provider-options.ts'

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isFile(),
    () => false,
  )

const read = async (file: string, key: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new ConnectError('INVALID_CONFIG', `Could not read file ${file} for property ${key}`, {
      cause: error,
    })
  }
}

/** Kafka's DirectoryConfigProvider, `${directory:/path:file}`: the text of a file; `allowed.paths`: where it may be. */
export const directoryConfigProvider = (params: ProviderParams, options: ProviderOptions): ConfigProvider => {
  const allowed = allowedPaths(params, options)
  const textOf = async (path: string, key: string) => {
    // a key is a name in the directory, no way out of it
    if (basename(key) !== key || key === '..') return []
    const file = await allowed(join(path, key))
    return file !== undefined && (await isFile(file)) ? [[key, await read(file, key)] as const] : []
  }
  return {
    get: async (path, keys) =>
      path === '' ? new Map() : new Map((await Promise.all(keys.map(key => textOf(path, key)))).flat()),
  }
}
