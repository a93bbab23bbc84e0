import { type FieldName, type FieldValues, isNumeric, readers } from './field-readers.ts'
import type { PatternItem } from './pattern.ts'

type Step = (text: string, start: number, values: FieldValues) => number

const literal =
  (expected: string): Step =>
  (text, start) =>
    text.startsWith(expected, start) ? start + expected.length : -1

interface FieldItem {
  readonly letter: string
  readonly count: number
  readonly adjoining: boolean
}

/** The year of two digits in the century that begins in `firstYear`. */
const setShortYear = (values: FieldValues, value: number, firstYear: number): void => {
  const first = firstYear % 100
  values.set('ambiguous', value === first ? 1 : 0)
  values.set('year', firstYear - first + value + (value < first ? 100 : 0))
}

const setField = (values: FieldValues, name: FieldName, value: number | undefined): void => {
  if (value === undefined) return
  // set anew, it is the last one
  values.delete(name)
  values.set(name, value)
}

const field = ({ letter, count, adjoining }: FieldItem, firstYear: number): Step => {
  const [name, read] = readers[letter] ?? []
  return (text, start, values) => {
    let at = start
    while (text[at] === ' ' || text[at] === '\t') at++
    const found = at < text.length ? read?.({ text, at, start, count, adjoining }) : undefined
    if (name === undefined || found === undefined) return -1
    if (letter === 'y' && count <= 2 && /^\d\d$/.test(text.slice(at, found.end)))
      setShortYear(values, Number(found.value), firstYear)
    else setField(values, name, found.value)
    return found.end
  }
}

/**
 * Reads the fields of a text; what follows them is ignored. `undefined`: it does not fit. A year of two digits is in the
 * century that begins in `firstYear`.
 */
export const readFields = (
  items: readonly PatternItem[],
  firstYear: number,
): ((text: string) => FieldValues | undefined) => {
  const steps = items.map((item, i) =>
    'text' in item ? literal(item.text) : field({ ...item, adjoining: isNumeric(items[i + 1]) }, firstYear),
  )
  return text => {
    const values: FieldValues = new Map()
    let at = 0
    for (const step of steps) {
      at = step(text, at, values)
      if (at < 0) return undefined
    }
    return at > 0 ? values : undefined
  }
}
