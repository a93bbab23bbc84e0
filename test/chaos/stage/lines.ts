import { numberedLine } from '../../helpers/numbered-lines.ts'

/** The number of a numbered line; −1: it is none. */
export const numberOf = (text: string): number => {
  const number = Number(text.slice(0, 10))
  return text === numberedLine(number) ? number : -1
}

/** Lines `from` up to, not including, `to`. */
export const linesFrom = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, i) => numberedLine(from + i))
