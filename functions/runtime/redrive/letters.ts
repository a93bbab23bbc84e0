import type { RawSinkRecords } from '../../../connectors/sdk/record.ts'
import { errorHeader, redrivesHeader } from '../errors/failure.ts'
import { bytesAt } from '../raw.ts'

/** A dead letter as it was read, with where its record came from. */
export interface Letter {
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  /** without those that say what went wrong */
  readonly headers: readonly { readonly key: string; readonly value: Uint8Array | null }[]
  /** those that say it, but for how often it was sent back */
  readonly context: Letter['headers']
  readonly timestamp: number
  readonly topic: string
  /** of a sink a number, of a source JSON */
  readonly partition: string
  readonly offset: string
  /** how often it was sent back before */
  readonly redrives: number
}

const text = (value: Uint8Array | null | undefined) => (value ? Buffer.from(value).toString() : undefined)

/** The letter at `i` when it is one of this connector, and says where it comes from. */
export const letterAt = (raw: RawSinkRecords, i: number, connector: string): Letter | undefined => {
  const all = raw.headers?.(i) ?? []
  const said = (name: string) => text(all.findLast(({ key }) => key === name)?.value)
  const [topic, partition, offset] = ['topic', 'partition', 'offset'].map(name => said(errorHeader(name)))
  if (said(errorHeader('connector.name')) !== connector) return undefined
  if (topic === undefined || partition === undefined || offset === undefined) return undefined
  return {
    key: bytesAt(raw.data, raw.keys, i),
    value: bytesAt(raw.data, raw.values, i),
    headers: all.filter(({ key }) => !key.startsWith(errorHeader(''))),
    context: all.filter(({ key }) => key.startsWith(errorHeader('')) && key !== redrivesHeader),
    timestamp: raw.timestamps[i] ?? 0,
    topic,
    partition,
    offset,
    redrives: Number(said(redrivesHeader) ?? 0),
  }
}
