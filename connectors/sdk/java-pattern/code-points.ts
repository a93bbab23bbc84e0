const hex = (codePoint: number) => codePoint.toString(16)

/** A code point as source of a JavaScript pattern, in a class or outside. */
export const charSource = (char: string): string =>
  /^[a-zA-Z0-9]$/.test(char) ? char : `\\u{${hex(char.codePointAt(0) ?? 0)}}`

const otherCase = (letter: string) =>
  letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()

/** Java folds the case of ASCII letters only. */
export const foldedChar = (char: string): string =>
  /^[a-zA-Z]$/.test(char) ? char + otherCase(char) : charSource(char)

const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ']

/** A range as members of a class. */
export const rangeSource = (from: string, to: string, ignoreCase: boolean): string => {
  const range = `${charSource(from)}-${charSource(to)}`
  const low = from.codePointAt(0) ?? 0
  const high = to.codePointAt(0) ?? 0
  const within = (letter: string) => {
    const code = letter.codePointAt(0) ?? 0
    return low <= code && code <= high
  }
  return ignoreCase ? range + letters.filter(within).map(otherCase).join('') : range
}

const horizontal = ' \\t\\u{a0}\\u{1680}\\u{180e}\\u{2000}-\\u{200a}\\u{202f}\\u{205f}\\u{3000}'
const vertical = '\\n\\v\\f\\r\\u{85}\\u{2028}\\u{2029}'

/** Members of Java's predefined classes: ASCII, except for white space of one direction. */
export const predefined: Readonly<Record<string, string>> = {
  d: '0-9',
  D: '^0-9',
  w: 'a-zA-Z0-9_',
  W: '^a-zA-Z0-9_',
  s: ' \\t\\n\\v\\f\\r',
  S: '^ \\t\\n\\v\\f\\r',
  h: horizontal,
  H: `^${horizontal}`,
  v: vertical,
  V: `^${vertical}`,
}

export const verticalSource = vertical
