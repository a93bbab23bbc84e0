/** Offsets as text, in order, with those that follow one another as ranges: `12-15,20`. */
export const rangesText = (offsets: Iterable<number>): string => {
  const ranges: [from: number, to: number][] = []
  for (const offset of [...offsets].toSorted((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last !== undefined && offset <= last[1] + 1) last[1] = offset
    else ranges.push([offset, offset])
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',')
}

export const readRanges = (text: string): Set<number> => {
  const offsets = new Set<number>()
  for (const each of text === '' ? [] : text.split(',')) {
    const [from = 0, to = from] = each.split('-').map(Number)
    for (let offset = from; offset <= to; offset++) offsets.add(offset)
  }
  return offsets
}
