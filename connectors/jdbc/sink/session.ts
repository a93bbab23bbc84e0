import type { Opened } from '../open-connection.ts'

/** The one connection of a slice, opened when it is first needed and again after it was dropped. */
export interface Session {
  use(): Promise<Opened>
  /** Never rejects. */
  drop(): Promise<void>
}

/** `prepare` is called on each new connection. */
export const openSession = (
  connect: () => Promise<Opened>,
  prepare: (opened: Opened) => Promise<void>,
): Session => {
  let opened: Opened | undefined

  const drop = async () => {
    const dropped = opened
    opened = undefined
    await dropped?.connection.close().catch(() => undefined)
  }

  return {
    use: async () => {
      if (opened !== undefined) return opened
      opened = await connect()
      try {
        await prepare(opened)
      } catch (error) {
        await drop()
        throw error
      }
      return opened
    },
    drop,
  }
}
