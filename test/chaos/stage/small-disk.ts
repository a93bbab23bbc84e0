import { execFile } from 'node:child_process'
import { mkdir, open, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A file system of its own that can be full. */
export interface SmallDisk {
  readonly dir: string
  /** Leaves no byte free. */
  fill(): Promise<void>
  free(): Promise<void>
  unmount(): Promise<void>
}

const mount = (dir: string, megabytes: number) =>
  run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'chaos', dir])

/** Why there can be none here. */
export const noSmallDisk = async (dir: string): Promise<string | undefined> => {
  if (process.platform !== 'linux') return 'only Linux has file systems in memory that this process can mount'
  try {
    await mkdir(dir, { recursive: true })
    await mount(dir, 1)
    await run('umount', [dir])
    return undefined
  } catch (error) {
    return `a small file system cannot be mounted, for which it takes root (${String(error).split('\n')[0]})`
  }
}

const piece = Buffer.alloc(4096)

/** Writes until there is no room, whoever else writes meanwhile. */
const fillUp = async (file: string) => {
  const handle = await open(file, 'a')
  try {
    for (;;) await handle.appendFile(piece)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    await handle.close()
  }
}

export const mountSmallDisk = async (dir: string, megabytes: number): Promise<SmallDisk> => {
  await mkdir(dir, { recursive: true })
  await mount(dir, megabytes)
  const filler = join(dir, 'filler')
  return {
    dir,
    fill: async () => {
      await fillUp(filler)
      const { bavail } = await statfs(dir)
      if (bavail > 0) await fillUp(filler)
    },
    free: () => rm(filler, { force: true }),
    unmount: async () => {
      await run('umount', ['-l', dir])
    },
  }
}
