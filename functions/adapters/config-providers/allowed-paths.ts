import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { isAbsolute, normalize, sep } from 'node:path'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { ProviderOptions, ProviderParams } from './provider-options.ts'

/** The path to read, or `undefined` when it may not be read. */
export type AllowedPath = (path: string) => Promise<string | undefined>

const key = 'allowed.paths'

const isWithin = (path: string, directory: string): boolean =>
  path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep)

const pathsOf = (text: string): readonly string[] =>
  text.split(',').map(given => {
    const path = normalize(given.trim())
    if (isAbsolute(path) && existsSync(path)) return path
    throw new ConnectError(
      'INVALID_CONFIG',
      `Path ${path} is not valid. The path should be absolute and exist`,
    )
  })

const off = () =>
  new ConnectError(
    'INVALID_CONFIG',
    `files are off here unless ${key} names the directories that may be read`,
  )

/** Symbolic links count as what they lead to; what is not there is reported by whoever reads it. */
const real = (path: string): Promise<string> => realpath(path).catch(() => normalize(path))

/** `allowed.paths`: directories and files, separated by commas, outside of which nothing is read. */
export const allowedPaths = (params: ProviderParams, { confined }: ProviderOptions): AllowedPath => {
  const text = params[key]
  if (!text)
    return async path => {
      if (confined) throw off()
      return path
    }
  const allowed = pathsOf(text)
  return async path => {
    if (!allowed.some(directory => isWithin(normalize(path), directory))) return undefined
    const target = await real(path)
    // an environment can be read there, too
    if (confined && isWithin(target, '/proc')) return undefined
    const directories = await Promise.all(allowed.map(real))
    return directories.some(directory => isWithin(target, directory)) ? target : undefined
  }
}
