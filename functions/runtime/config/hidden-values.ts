import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { hidden } from './secrets.ts'

/** Takes values out of a text. */
export type Hide = (text: string) => string

/** What a value may look like once it was parsed, quoted, or put into a URL. */
const formsOf = (value: string): readonly string[] => {
  const text = value.trim()
  const number = Number(text)
  return [
    value,
    text,
    ...text.split(/\s*,\s*/),
    ...(text !== '' && Number.isFinite(number) ? [String(number)] : []),
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text.toWellFormed()),
  ]
}

/** From this length on a value is hidden also within a word; shorter ones would tear texts apart. */
const longEnough = 4

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

const patternOf = (form: string): string => {
  const literal = escaped(form)
  return form.length < longEnough ? `(?<![\\w.])${literal}(?![\\w.])` : literal
}

/** Hides each of `values` wherever it stands in a text, but in the names of `keys`: a password may be `password`. */
export const hideValues = (values: Iterable<string>, keys: Iterable<string> = []): Hide => {
  const forms = [...new Set([...values].flatMap(formsOf))].filter(form => form !== '')
  if (forms.length === 0) return text => text
  const longestFirst = forms.toSorted((a, b) => b.length - a.length)
  const named = [...keys].filter(
    key => key.includes('.') && forms.some(form => key.includes(form) && key !== form),
  )
  const names = named
    .toSorted((a, b) => b.length - a.length)
    .map(key => `(?<![\\w.])${escaped(key)}(?![\\w.]*\\w)`)
  const patterns = [`(${names.length === 0 ? '(?!)' : names.join('|')})`, ...longestFirst.map(patternOf)]
  const pattern = new RegExp(patterns.join('|'), 'g')
  return text => text.replace(pattern, (_, name?: string) => name ?? hidden)
}

/** An error of the same code without the values, in its causes too; the error itself when there are none in it. */
export const hideInError = (error: unknown, hide: Hide): unknown => {
  if (typeof error === 'string') return hide(error)
  if (!(error instanceof Error)) return error
  const [message, stack] = [hide(error.message), hide(error.stack ?? '')]
  const cause = hideInError(error.cause, hide)
  if (message === error.message && stack === (error.stack ?? '') && cause === error.cause) return error
  const shown =
    error instanceof ConnectError
      ? new ConnectError(error.code, message, { cause, retriable: error.retriable })
      : new Error(message, cause === undefined ? undefined : { cause })
  shown.stack = stack
  if (shown.name !== error.name) shown.name = error.name
  return shown
}
