import { ConnectError, messageOf } from '../sdk/errors.ts'
import type { HttpResponse } from './http.ts'

/** What a call is for, to name it when it fails. */
export interface Wanted {
  readonly action: 'register' | 'lookup' | 'id' | 'versions' | 'latest' | 'version'
  /** which, in a few words: `registering a schema for subject "s"` */
  readonly doing: string
}

/** Without user and password. */
const shown = (url: URL | undefined) => (url === undefined ? '' : `${url.origin}${url.pathname}`)

const reasonOf = (error: unknown): string => {
  // what connecting to several addresses of one name failed with
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(', ')
  return messageOf(error)
}

/** The error of a server that did not answer. */
export const unreachable = (url: URL, wanted: Wanted, cause: unknown): ConnectError =>
  new ConnectError(
    'EXTERNAL',
    `Error ${wanted.doing}: schema registry ${shown(url)} cannot be reached: ${reasonOf(cause)}`,
    { cause },
  )

/** The error of an answer that is none of a schema registry. */
export const invalidAnswer = (wanted: Wanted, cause?: unknown): ConnectError =>
  new ConnectError('EXTERNAL', `Error ${wanted.doing}: the answer is not that of a schema registry`, {
    cause,
  })

interface Refused {
  readonly errorCode: number | undefined
  readonly text: string
}

const MAX_TEXT = 2000

const parseRefusal = ({ body }: HttpResponse): Refused => {
  try {
    const { error_code, message } = JSON.parse(body)
    return {
      errorCode: typeof error_code === 'number' ? error_code : undefined,
      text: typeof message === 'string' ? message.slice(0, MAX_TEXT) : '',
    }
  } catch {
    return { errorCode: undefined, text: '' }
  }
}

const codeOf = (status: number, wanted: Wanted, { errorCode }: Refused) => {
  if (status >= 500 || status === 408 || status === 429) return 'EXTERNAL'
  if (status === 409 || status === 422) return 'DATA'
  // a 404 without the registry's own code means that another server was asked, or another path
  if (status === 404 && errorCode !== undefined) return wanted.action === 'latest' ? 'INVALID_CONFIG' : 'DATA'
  return 'INVALID_CONFIG'
}

const hintOf = (status: number, { errorCode }: Refused): string => {
  if (status === 401) return '; who asks is not known: see basic.auth.* and bearer.auth.*'
  if (status === 403) return '; who asks may not do this'
  if (status === 409) return '; the schema is not compatible with earlier ones of the subject'
  if (status === 404 && errorCode === undefined) return '; there is no schema registry at schema.registry.url'
  return ''
}

/** The error of an answer that refuses: it names what was wanted and the registry's reason. */
export const refusal = (response: HttpResponse, wanted: Wanted, url: URL | undefined): ConnectError => {
  const { status } = response
  const refused = parseRefusal(response)
  const number =
    refused.errorCode === undefined || refused.errorCode === status ? '' : `/${refused.errorCode}`
  const text = refused.text === '' ? '' : `: ${refused.text}`
  return new ConnectError(
    codeOf(status, wanted, refused),
    `Error ${wanted.doing}: schema registry ${shown(url)} answered ${status}${number}${text}${hintOf(status, refused)}`,
  )
}
