const isAlphanumeric = (char: string) => /^[a-zA-Z0-9]$/.test(char)

const asQuoted = (char: string, i: number): readonly string[] => {
  // a digit must not become part of an escape before the quotation
  if (i === 0 && /^[0-9]$/.test(char)) return ['\\', 'x', '3', char]
  return char < '\x80' && !isAlphanumeric(char) ? ['\\', char] : [char]
}

/** The code points of a pattern, with escapes in place of `\Q…\E`. */
export const withoutQuoting = (pattern: string): readonly string[] =>
  [...pattern.matchAll(/\\Q(.*?)(?:\\E|$)|\\.?|[^\\]+/gsu)].flatMap(([text, quoted]) =>
    quoted === undefined ? [...text] : [...quoted].flatMap(asQuoted),
  )
