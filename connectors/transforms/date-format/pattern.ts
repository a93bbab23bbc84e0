/** A run of one pattern letter, or text that stands for itself. */
export type PatternItem = { readonly letter: string; readonly count: number } | { readonly text: string }

const letters = 'GyMdkHmsSEDFwWahKzZYuXL'

const checkLetter = (letter: string, count: number) => {
  if (!letters.includes(letter)) throw new Error(`Illegal pattern character '${letter}'`)
  if (letter === 'X' && count > 3) throw new Error(`invalid ISO 8601 format: length=${count}`)
}

const itemOf = (token: string): PatternItem => {
  if (token === "''") return { text: "'" }
  if (/^'(?:[^']|'')*'$/.test(token)) return { text: token.slice(1, -1).replaceAll("''", "'") }
  if (token.startsWith("'")) throw new Error('Unterminated quote')
  const letter = token.charAt(0)
  if (!/[a-zA-Z]/.test(letter)) return { text: token }
  checkLetter(letter, token.length)
  return { letter, count: token.length }
}

/** A pattern of `SimpleDateFormat`, taken apart. Throws with Java's words for what is none. */
export const parseDatePattern = (pattern: string): readonly PatternItem[] =>
  (pattern.match(/''|'(?:[^']|'')*'|([a-zA-Z])\1*|[^a-zA-Z']+|'.*/gs) ?? []).map(itemOf)
