/** Least number of characters to insert, remove, replace or swap with the next to get from one text to the other; any above `most` when it is more. */
const distance = (from: string, to: string, most: number): number => {
  let [before, last]: number[][] = [[], Array.from({ length: to.length + 1 }, (_, i) => i)]
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1]
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      const [above = 0, left = 0, diagonal = 0] = [last?.[j], row[j - 1], last?.[j - 1]]
      const swap = swapped ? (before?.[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY
      row.push(Math.min(above + 1, left + 1, diagonal + (same ? 0 : 1), swap))
    }
    if (Math.min(...row, ...(last ?? [])) > most) return most + 1
    ;[before, last] = [last, row]
  }
  return last?.[to.length] ?? 0
}

/** A longer text is no misspelt key, and comparing it takes long. */
const longest = 100

/** The known key that is most like this one, if any is like it. */
export const nearestKey = (key: string, known: readonly string[]): string | undefined => {
  if (key.length > longest) return undefined
  const most = Math.max(2, Math.floor(key.length / 4))
  const ranked = known
    .filter(each => Math.abs(each.length - key.length) <= most)
    .map(each => ({ each, apart: distance(key, each, most) }))
    .filter(({ apart }) => apart <= most)
    .sort((a, b) => a.apart - b.apart)
  return ranked[0]?.each
}
