const MINUTE = 60_000

/** An offset from UTC in ms, and the place behind it. Without one, another zone of the text counts. */
export interface Zone {
  readonly value: number | undefined
  readonly end: number
}

const offset = (text: string, at: number, syntax: RegExp): Zone | undefined => {
  syntax.lastIndex = at
  const [all = '', sign, hours, minutes = '0'] = syntax.exec(text) ?? []
  if (Number(hours ?? 24) > 23 || Number(minutes) > 59) return undefined
  const value = (Number(hours) * 60 + Number(minutes)) * MINUTE
  return { value: sign === '-' ? -value : value, end: at + all.length }
}

const startsWith = (text: string, at: number, name: string) =>
  text.slice(at, at + name.length).toUpperCase() === name.toUpperCase()

const greenwich = (text: string, at: number): Zone | undefined => {
  const end = at + 3
  return /^[+-]/.test(text.slice(end)) ? offset(text, end, /([+-])(\d{1,2}):(\d\d)/y) : { value: 0, end }
}

const names = ['Coordinated Universal Time', 'UTC']

/** For `z` and `Z`: `+0100`, `GMT`, `GMT+1:00`, `UTC`. `start`: before blanks. */
export const readZone = (text: string, at: number, start: number): Zone | undefined => {
  if (/[+-]/.test(text.charAt(at))) return offset(text, at, /([+-])(\d\d)(\d\d)/y)
  if (startsWith(text, start, 'GMT')) return greenwich(text, start)
  const name = names.find(each => startsWith(text, at, each))
  return name === undefined ? undefined : { value: undefined, end: at + name.length }
}

const isoOffsets = [/([+-])(\d\d)/y, /([+-])(\d\d)(\d\d)/y, /([+-])(\d\d):(\d\d)/y]

/** For `X`: `Z`, `+01`, `+0100`, `+01:00`, by the count of letters. */
export const readIsoZone = (text: string, at: number, count: number): Zone | undefined => {
  const syntax = isoOffsets[count - 1]
  if (text.charAt(at) === 'Z') return { value: 0, end: at + 1 }
  return syntax === undefined ? undefined : offset(text, at, syntax)
}
