import { setImmediate } from 'node:timers/promises'
import type { RawSinkRecords, SinkRecord } from '../../../connectors/sdk/record.ts'

/** What comes after a batch. */
export type Upcoming = RawSinkRecords | Promise<RawSinkRecords | undefined>

/** `null`: it was dropped. */
type Read = SinkRecord | null | Promise<SinkRecord | null>

interface Parts {
  readonly read: (batch: RawSinkRecords, i: number) => Read
  /** whether nobody looks into a batch */
  readonly passes: (batch: RawSinkRecords) => boolean
  /** records that are read at most */
  readonly most: number
}

/** ms after which answers of the target are looked for */
const pace = 0.5

const ignore = () => undefined

/** Reads records while the target is busy with those before them; none is read twice. */
export const readingAhead = ({ read, passes, most }: Parts) => {
  let known: { readonly batch: RawSinkRecords; readonly from: number; readonly records: Read[] } | undefined

  const readOne = (batch: RawSinkRecords, i: number): Read => {
    try {
      return read(batch, i)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** Up to the first that fails or has to be waited for. */
  const readSome = async (batch: RawSinkRecords, from: number, isBusy: () => boolean) => {
    const records: Read[] = []
    known = { batch, from, records }
    let looked = Number.NEGATIVE_INFINITY
    for (let i = from; i < Math.min(batch.count, from + most); i++) {
      if (performance.now() - looked > pace) {
        await setImmediate()
        if (!isBusy()) return
        looked = performance.now()
      }
      const made = readOne(batch, i)
      records.push(made)
      if (made instanceof Promise) return void made.catch(ignore)
    }
  }

  return {
    /** Reads some of `upcoming` from `from` on until `handed` is settled. Never rejects. */
    read: async (upcoming: Upcoming | undefined, from: number, handed: Promise<unknown>): Promise<void> => {
      let busy = true
      const settled = handed.then(ignore, ignore).then(() => {
        busy = false
      })
      const batch = await Promise.race([upcoming, settled])
      if (batch !== undefined && !passes(batch)) await readSome(batch, from, () => busy)
    },
    /** What is read already of a batch from `from` on. */
    take: (batch: RawSinkRecords, from: number): readonly Read[] => {
      const records = known?.batch === batch && known.from === from ? known.records : []
      known = undefined
      return records
    },
  }
}
