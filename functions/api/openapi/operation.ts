import { errorMessage } from '../schemas/error.ts'
import type { Schema } from './schema.ts'

interface QueryParameter {
  readonly description: string
  readonly schema: Schema
}

/** A body that is JSON, or with `properties` a properties file too. */
export interface RequestBody {
  readonly description: string
  readonly json: Schema
  readonly properties?: boolean
}

export interface Answer {
  readonly description: string
  /** absent: there is no body */
  readonly body?: Schema
  readonly headers?: Readonly<Record<string, string>>
}

/** What a route is for, what it takes and what it answers, besides what every route may refuse. */
export interface Operation {
  readonly summary: string
  readonly description?: string
  readonly query?: Readonly<Record<string, QueryParameter>>
  readonly body?: RequestBody
  readonly answers: Readonly<Record<number, Answer>>
}

export const answer = (description: string, body?: Schema): Answer => ({
  description,
  ...(body !== undefined && { body }),
})

export const refusal = (description: string): Answer => ({ description, body: errorMessage })

/** What routes of one connector have in common. */
export const unknownConnector = { 404: refusal('There is no such connector.') } as const
