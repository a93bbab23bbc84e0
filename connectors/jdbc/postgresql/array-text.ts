import { ConnectError } from '../../sdk/errors.ts'

/** The text as an element that stands in quotes. */
export const quotedElement = (text: string): string =>
  `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`

const unquoted = (text: string): string | null => (text === 'NULL' ? null : text)

/** The end of a quoted element, behind its mark. */
const endOfQuotes = (text: string, from: number): number => {
  let at = from + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

const elements = (text: string, delimiter: string): (string | null)[] => {
  const found: (string | null)[] = []
  const end = text.length - 1
  for (let at = 1; at < end; at++) {
    if (text[at] === '"') {
      const next = endOfQuotes(text, at)
      found.push(text.slice(at + 1, next - 1).replace(/\\(.)/gs, '$1'))
      at = next
    } else {
      const comma = text.indexOf(delimiter, at)
      const next = comma < 0 ? end : comma
      found.push(unquoted(text.slice(at, next)))
      at = next
    }
  }
  return found
}

/**
 * The elements of an array as the server prints it. Throws `DATA` for one with several dimensions, or whose places do not
 * count from 1, which a Connect array cannot be.
 */
export const parseArray = (text: string, delimiter: string): (string | null)[] => {
  if (!text.startsWith('{')) throw new ConnectError('DATA', 'the places of an array have to count from 1')
  if (text.startsWith('{{')) throw new ConnectError('DATA', 'an array must not have several dimensions')
  if (text === '{}') return []
  if (text.includes('"')) return elements(text, delimiter)
  return text.slice(1, -1).split(delimiter).map(unquoted)
}
