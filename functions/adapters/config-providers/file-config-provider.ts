import { readFile } from 'node:fs/promises'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { parseProperties } from '../../../connectors/sdk/properties.ts'
import type { ConfigProvider } from '../../runtime/ports/config-provider.ts'
import { allowedPaths } from './allowed-paths.ts'
import type { ProviderOptions, ProviderParams } from './provider-options.ts'

const read = async (path: string, file: string) => {
  try {
    return parseProperties(await readFile(file, 'utf8'))
  } catch (error) {
    throw new ConnectError('INVALID_CONFIG', `Could not read properties from file ${path}`, { cause: error })
  }
}

/** Kafka's FileConfigProvider, `${file:/path/of.properties:key}`; `allowed.paths`: where files may be. */
export const fileConfigProvider = (params: ProviderParams, options: ProviderOptions): ConfigProvider => {
  const allowed = allowedPaths(params, options)
  return {
    get: async (path, keys) => {
      const file = path === '' ? undefined : await allowed(path)
      if (file === undefined) return new Map()
      const properties = await read(path, file)
      return new Map(
        keys.flatMap(key => {
          const value = Object.hasOwn(properties, key) ? properties[key] : undefined
          return value === undefined ? [] : [[key, value] as const]
        }),
      )
    },
  }
}
