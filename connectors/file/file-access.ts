import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { ConnectError } from '../sdk/errors.ts'

export interface FileOptions {
  /** what is on the disk of one run says nothing about that of another */
  readonly disksDiffer?: boolean
}

/** The files that connectors may touch. */
export interface FileAccess {
  /** Why a file may not be touched, as far as its path tells. */
  problem(file: string): string | undefined
  /** Opens for reading, or for appending to what is made when it does not exist. Rejects as `open` of Node does. */
  open(file: string, flags: 'r' | 'a'): Promise<FileHandle>
  /** The directory of a file that does not exist, when it will not be made either. */
  missingDirectory(file: string): Promise<string | undefined>
}

const missing = async (directory: string): Promise<string | undefined> => {
  const found = await stat(directory).catch(() => undefined)
  return found?.isDirectory() ? undefined : directory
}

const everywhere: FileAccess = {
  problem: () => undefined,
  open: (file, flags) => open(file, flags),
  missingDirectory: file => missing(dirname(resolve(file))),
}

const { O_RDONLY, O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants
const modes = { r: O_RDONLY | O_NOFOLLOW, a: O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW }

const hasCode = (error: unknown, code: string) =>
  error instanceof Error && 'code' in error && error.code === code

/** Where a path leads, when what it names need not exist. */
const target = async (path: string): Promise<string> => {
  try {
    return await realpath(path)
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
    return join(await realpath(dirname(path)), basename(path))
  }
}

const isWithin = (path: string, directory: string): boolean =>
  path.startsWith(directory.endsWith(sep) ? directory : directory + sep)

const within = (directory: string): FileAccess => {
  const textOf = (file: string) =>
    `File ${file} is not in ${directory}, the only directory that file connectors may use here`
  const refused = (file: string) => new ConnectError('INVALID_CONFIG', textOf(file))
  const problem = (file: string) => (isWithin(resolve(directory, file), directory) ? undefined : textOf(file))
  return {
    problem,
    missingDirectory: async file => {
      const own = dirname(resolve(directory, file))
      return own === directory ? undefined : missing(own)
    },
    open: async (file, flags) => {
      if (problem(file) !== undefined) throw refused(file)
      if (flags === 'a') await mkdir(directory, { recursive: true })
      const path = await target(resolve(directory, file))
      if (!isWithin(path, await realpath(directory))) throw refused(file)
      try {
        return await open(path, modes[flags])
      } catch (error) {
        // a link to what does not exist, or one that was put there just now
        throw hasCode(error, 'ELOOP') ? refused(file) : error
      }
    },
  }
}

/** `directory`: the only one that files may be in, and where relative paths begin; absent: all that the process may touch. */
export const fileAccess = (directory?: string): FileAccess =>
  directory === undefined ? everywhere : within(resolve(directory))
