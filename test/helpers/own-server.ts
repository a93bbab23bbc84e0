import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../../infra/local/free-ports.ts'
import type { LocalProcess } from '../../infra/local/processes.ts'

interface ServerOptions {
  readonly dataDir: string
  readonly port: number
}

/** A server that a test alone uses, so that it may stop, kill and start it again: same port, same data. */
export interface OwnServer<T extends LocalProcess> {
  /** the one that was started last */
  current(): T
  /** after `current().stop()` or `current().kill()` */
  startAgain(): Promise<T>
  /** stops it and deletes its data */
  close(): Promise<void>
}

/** `ownServer(startPostgres)` */
export const ownServer = async <T extends LocalProcess>(
  start: (options: ServerOptions) => Promise<T>,
): Promise<OwnServer<T>> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'connect-server-'))
  const [port = 0] = await freePorts(1)
  let server = await start({ dataDir, port })
  return {
    current: () => server,
    startAgain: async () => {
      server = await start({ dataDir, port })
      return server
    },
    close: async () => {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
