import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareObj } from '@middy/core'
import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { ApiEvent, ApiResult } from './api-event.ts'

/** The caller's name from an `Authorization` header; `undefined` when it is not proven. */
export type Authenticate = (authorization: string | undefined) => string | undefined

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Basic authentication by one name and password. Takes equally long whatever is wrong. */
export const basicAuthentication = (user: string, password: string): Authenticate => {
  const expected = digest(`${user}:${password}`)
  return (authorization = '') => {
    const [, credentials = ''] = /^basic +([\w+/=-]*)$/i.exec(authorization) ?? []
    const given = digest(Buffer.from(credentials, 'base64').toString('utf8'))
    return timingSafeEqual(given, expected) ? user : undefined
  }
}

/** Refuses requests that do not say, in an `Authorization` header, who makes them. */
export const basicAuth = (authenticate: Authenticate): MiddlewareObj<ApiEvent, ApiResult> => ({
  before: ({ event }) => {
    if (authenticate(event.headers.authorization) === undefined)
      throw new ConnectError('UNAUTHENTICATED', 'User cannot access the resource.')
  },
})
