import type { Schema } from '../sdk/schema.ts'
import { type FileBody, fileBody } from './file-body.ts'
import type { Format } from './format.ts'
import type { Planned } from './intent.ts'
import type { Layout } from './layout.ts'
import type { Upload } from './object-store.ts'
import { openFormat } from './open-format.ts'

/** The records `[start, end)` of a topic partition on their way into one object. */
export interface Cut {
  readonly layout: Layout
  readonly format: Format
  readonly start: number
  /** after its last record so far; of a planned cut: after its last record */
  end: number
  readonly planned: boolean
  readonly body: FileBody
  count: number
  /** of its first record */
  readonly schema: Schema | undefined
  readonly rotateAt: number | undefined
  /** the object is in the store */
  present: boolean
  id?: string | undefined
  upload?: Upload | undefined
}

const formats = new Map<string, Format>()

const formatOf = ({ format }: Layout): Format => {
  const spec = JSON.stringify(format)
  const opened = formats.get(spec) ?? openFormat(format)
  formats.set(spec, opened)
  return opened
}

/** A cut of an intent that was stored, to be filled again. */
export const plannedCut = ({ layout, start, end, id }: Planned): Cut => ({
  ...emptyCut(layout),
  start,
  end,
  id,
  planned: true,
})

export const newCut = (layout: Layout, start: number, options: Pick<Cut, 'schema' | 'rotateAt'>): Cut => ({
  ...emptyCut(layout),
  ...options,
  start,
  end: start,
})

const emptyCut = (layout: Layout) => ({
  layout,
  format: formatOf(layout),
  planned: false,
  body: fileBody(layout.compression),
  count: 0,
  schema: undefined,
  rotateAt: undefined,
  present: false,
})
