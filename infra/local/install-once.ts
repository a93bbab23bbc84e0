import { randomUUID } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { commandLine } from './command-line.ts'

const holderOf = (lock: string) => {
  try {
    return Number(readFileSync(lock, 'utf8'))
  } catch {
    return undefined
  }
}

/** A link appears with its content or not at all, so a lock never lacks its holder's pid. */
const tryLock = (lock: string) => {
  const own = `${lock}.${randomUUID()}`
  writeFileSync(own, String(process.pid))
  try {
    linkSync(own, lock)
    return true
  } catch {
    return false
  } finally {
    rmSync(own, { force: true })
  }
}

const acquire = async (lock: string) => {
  while (!tryLock(lock)) {
    const holder = holderOf(lock)
    // of our own pid: left by a process that had it before
    const isLeft = holder !== undefined && (holder === process.pid || (await commandLine(holder)) === '')
    if (isLeft) rmSync(lock, { force: true })
    else await sleep(100)
  }
}

/** A rename onto what another process put there meanwhile fails, and what is there is as good. */
const publish = (from: string, to: string) => {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!existsSync(to)) throw error
  }
}

const inProgress = new Map<string, Promise<void>>()

const fillLocked = async (path: string, fill: (temporary: string) => Promise<void>) => {
  const lock = `${path}.lock`
  const temporary = `${path}.${randomUUID()}.tmp`
  mkdirSync(dirname(path), { recursive: true })
  await acquire(lock)
  try {
    if (existsSync(path)) return
    await fill(temporary)
    publish(temporary, path)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
    rmSync(lock, { force: true })
  }
}

/**
 * Makes the file or folder `path` by `fill`, which makes it under a temporary name, unless it exists. It appears whole
 * or not at all, and several processes that ask at once wait for the one that does it.
 */
export const installOnce = (path: string, fill: (temporary: string) => Promise<void>): Promise<void> => {
  if (existsSync(path)) return Promise.resolve()
  const running = inProgress.get(path)
  if (running !== undefined) return running
  const filling = fillLocked(path, fill).finally(() => inProgress.delete(path))
  inProgress.set(path, filling)
  return filling
}
