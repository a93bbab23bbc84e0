import type { Datum, Header } from '../../../connectors/sdk/record.ts'
import { type Tagged, type TaggedDatum, tagDatum } from './tagged.ts'

export type Config = Readonly<Record<string, string>>

export interface Configured {
  readonly class: string
  readonly config: Config
}

export interface Step extends Configured {
  readonly predicate?: Configured
  readonly negate?: boolean
}

export interface CaseRecord {
  readonly topic: string
  readonly partition: number | null
  readonly timestamp: number | null
  readonly offset: number
  readonly key: Datum
  readonly value: Datum
  readonly headers: readonly Header[]
}

/** What both sides are given. `source`: the record comes from a source, else it goes to a sink. */
export type Case =
  | {
      readonly kind: 'transform'
      readonly source: boolean
      readonly record: CaseRecord
      readonly steps: readonly Step[]
    }
  | (Configured & { readonly kind: 'predicate'; readonly source: boolean; readonly record: CaseRecord })
  | (Configured & ConverterUse & { readonly kind: 'write'; readonly datum: Datum })
  | (Configured & ConverterUse & { readonly kind: 'read'; readonly bytes: Uint8Array | null })

interface ConverterUse {
  readonly isKey: boolean
  readonly header: boolean
}

export interface TaggedRecord {
  readonly topic: string
  readonly partition: number | null
  readonly timestamp: number | null
  readonly key: TaggedDatum
  readonly value: TaggedDatum
  readonly headers: readonly (TaggedDatum & { readonly key: string })[]
}

/** What a side makes of a case. `case`: there is no such record or value there. */
export type Answer =
  | { readonly failed: 'case' | 'config' | 'record'; readonly type: string; readonly message: string | null }
  | { readonly dropped: true }
  | { readonly record: TaggedRecord }
  | { readonly result: boolean }
  | { readonly bytes: string | null }
  | { readonly datum: { readonly schema: unknown; readonly value: Tagged } }

const tagHeaders = (headers: readonly Header[]) =>
  headers.map(header => ({ key: header.key, ...tagDatum(header) }))

export const tagRecord = ({ key, value, headers, ...record }: CaseRecord) => ({
  ...record,
  key: tagDatum(key),
  value: tagDatum(value),
  headers: tagHeaders(headers),
})

/** A case as the line that the peer reads. */
export const caseLine = (asked: Case): string => {
  if ('record' in asked) return JSON.stringify({ ...asked, record: tagRecord(asked.record) })
  if ('datum' in asked) return JSON.stringify({ ...asked, datum: tagDatum(asked.datum) })
  const bytes = asked.bytes === null ? null : Buffer.from(asked.bytes).toString('base64')
  return JSON.stringify({ ...asked, bytes })
}
