import { logicalNames, type Schema } from '../../sdk/schema.ts'
import { simpleDateFormat } from '../simple-date-format.ts'

const DAY = 86_400_000

const day = simpleDateFormat('yyyy-MM-dd')
const time = simpleDateFormat("HH:mm:ss.SSS'Z'")
const moment = simpleDateFormat("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'")

/** Kafka Connect writes all before the second day as a time of day. */
const formatFor = (schema: Schema, at: number) => {
  const isTime = at < DAY && schema.name === logicalNames.Time
  if (isTime) return time
  return at % DAY === 0 && (at >= DAY || schema.name === logicalNames.Date) ? day : moment
}

/** A date as Cast writes it: a time of day, a day, or both. */
export const dateText = (schema: Schema, date: Date): string =>
  formatFor(schema, date.getTime()).format(date.getTime())
