import type { Kafka } from '../ports/kafka.ts'
import { nameOf, type Position } from './positions.ts'

/** Shows a sink's position as the offsets of its consumer group, for lag tools. Refusals are counted, never thrown. */
export interface GroupMirror {
  update(offsets: readonly Position[]): void
  /** resolves when the last update is there, was refused, or `timeout` ms have passed */
  settled(timeout: number): Promise<void>
  readonly refusals: number
}

export const createGroupMirror = (kafka: Kafka, group: string): GroupMirror => {
  const waiting = new Map<string, Position>()
  let sending: Promise<void> | undefined
  let refusals = 0

  const send = async () => {
    while (waiting.size > 0) {
      const offsets = [...waiting.values()]
      waiting.clear()
      await kafka.commitGroupOffsets(group, offsets).catch(() => {
        refusals++
      })
    }
    sending = undefined
  }

  return {
    update: offsets => {
      for (const offset of offsets) waiting.set(nameOf(offset), offset)
      sending ??= send()
    },
    settled: async timeout => {
      if (sending === undefined) return
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>(resolve => {
        timer = setTimeout(resolve, timeout)
      })
      await Promise.race([sending, late]).finally(() => clearTimeout(timer))
    },
    get refusals() {
      return refusals
    },
  }
}
