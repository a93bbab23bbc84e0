import type { Answer } from './case.ts'
import { type Exemption, isOf, problem, readText, succeeded, written, writtenAlike } from './exemption.ts'
import { untag } from './tagged.ts'

/** UTF-16 too, of which every second byte is 0. */
const plain = (text: string) => text.replaceAll('\0', '')

const floats = (text: string) => plain(text).replace(/-?\d+\.\d+(E-?\d+)?/g, token => String(Number(token)))
export const float32s = (text: string) =>
  plain(text).replace(/-?\d+\.\d+(E-?\d+)?/g, token => String(Math.fround(Number(token))))

const temporals = (text: string) =>
  text.replace(/\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d\.\d{3}Z)?|\d\d:\d\d:\d\d\.\d{3}Z/g, '@')

const wide = /"schema":\{"type":"(float64"|bytes","name":"org.apache.kafka.connect.data.Decimal")/

/** Where we have a number in full, a float there. */
const roundedAlike = (there: Answer, here: Answer): boolean => {
  if (!('datum' in there) || !('datum' in here) || !wide.test(JSON.stringify(here))) return false
  const [rounded, full] = [untag(there.datum.value), untag(here.datum.value)]
  return !(Array.isArray(there.datum.value) && there.datum.value[0] === 'float32')
    ? false
    : Number(rounded) === Math.fround(Number(full))
}

export const textExemptions: readonly Exemption[] = [
  {
    reason: 'digits of floats: Java before 19 writes more than needed for some',
    is: (asked, there, here) =>
      asked.kind === 'write' && (writtenAlike(there, here, floats) || writtenAlike(there, here, float32s)),
  },
  {
    reason: 'String: bytes are printed as [B@1b2c3d there',
    is: (asked, there, here) =>
      isOf(asked, 'StringConverter') &&
      /\[B@/.test(plain(written(there))) &&
      /^Bytes have no text form/.test(problem(here)),
  },
  {
    reason: 'text that the encoding cannot hold is written as ? there',
    is: (asked, there, here) =>
      asked.kind === 'write' &&
      /[?\ufffd]/.test(written(there)) &&
      /unpaired surrogate|cannot hold the text/.test(problem(here)),
  },
  {
    reason: 'bytes that are not of the encoding are read as U+FFFD there',
    is: (asked, there, here) =>
      asked.kind === 'read' &&
      succeeded(there) &&
      JSON.stringify(there).includes('\ufffd') &&
      /not .* text/.test(problem(here)),
  },
  {
    reason: 'SimpleHeader: dates before 1970, and DATE 1970-01-01, are written as a time of day there',
    is: (asked, there, here) =>
      isOf(asked, 'SimpleHeaderConverter') && writtenAlike(there, here, text => float32s(temporals(text))),
  },
  {
    reason: 'SimpleHeader: what follows a number, array or date is lost there',
    is: (asked, there, here) =>
      isOf(asked, 'SimpleHeaderConverter') &&
      'datum' in there &&
      'datum' in here &&
      here.datum.value === readText(asked) &&
      there.datum.value !== here.datum.value,
  },
  {
    reason: 'SimpleHeader: an array or map without one type for its elements has a schema without one there',
    is: (asked, there, here) =>
      isOf(asked, 'SimpleHeaderConverter') &&
      'datum' in there &&
      'datum' in here &&
      /"(items|keys|values)":null/.test(JSON.stringify(there.datum.schema)) &&
      here.datum.schema === null,
  },
  {
    reason: 'SimpleHeader: a fraction is a FLOAT32 there, whatever is lost',
    is: (asked, there, here) => isOf(asked, 'SimpleHeaderConverter') && roundedAlike(there, here),
  },
  {
    reason: 'SimpleHeader: a date followed by a blank is a number there',
    is: (asked, there, here) =>
      isOf(asked, 'SimpleHeaderConverter') &&
      'datum' in there &&
      'datum' in here &&
      Array.isArray(here.datum.value) &&
      here.datum.value[0] === 'date' &&
      readText(asked).trim() !== readText(asked),
  },
  {
    reason: 'SimpleHeader: an array with null in it may be text there',
    is: (asked, there, here) =>
      isOf(asked, 'SimpleHeaderConverter') &&
      'datum' in there &&
      'datum' in here &&
      there.datum.value === readText(asked) &&
      here.datum.schema === null &&
      /null/.test(readText(asked)),
  },
]
