/** What became of records. */
export interface Tally {
  readonly records: number
  /** not there, or not as they were */
  readonly lost: number
  /** there again, or written again */
  readonly repeated: number
  /** there for the first time behind a later one */
  readonly outOfOrder: number
  /** keys that are left with an older value than their last, and writes of a run that took effect after a later run had written */
  readonly overwritten: number
}

export const nothing: Tally = { records: 0, lost: 0, repeated: 0, outOfOrder: 0, overwritten: 0 }

export const sumOf = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (sum, each) => ({
      records: sum.records + each.records,
      lost: sum.lost + each.lost,
      repeated: sum.repeated + each.repeated,
      outOfOrder: sum.outOfOrder + each.outOfOrder,
      overwritten: sum.overwritten + each.overwritten,
    }),
    nothing,
  )

/** Compares numbers in the order in which they arrived with those that were to arrive: 0 up to, not including, `end`. */
export const tallyNumbers = (arrived: Iterable<number>, end: number): Tally => {
  const seen = new Uint8Array(end)
  let [last, found, wrong, repeated, outOfOrder] = [-1, 0, 0, 0, 0]
  for (const number of arrived) {
    if (!(number >= 0 && number < end)) wrong++
    else if (seen[number] === 1) repeated++
    else {
      seen[number] = 1
      found++
      if (number < last) outOfOrder++
      last = Math.max(last, number)
    }
  }
  return { records: end, lost: end - found + wrong, repeated, outOfOrder, overwritten: 0 }
}
