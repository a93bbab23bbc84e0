import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { ConnectError } from '../../../connectors/sdk/errors.ts'

const dateOf = (response: unknown): number => {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return Number.NaN
  const headers = Object.entries(response.headers ?? {})
  return Date.parse(String(headers.find(([name]) => name.toLowerCase() === 'date')?.[1]))
}

/** Remembers the `Date` of every response: DynamoDB tells its time nowhere else. Returns that of an output or error, ms. */
export const recordDates = (client: DynamoDBClient): ((answer: object) => number) => {
  const dates = new WeakMap<object, number>()
  client.middlewareStack.add(
    next => async args => {
      const result = await next(args)
      if (result.output) dates.set(result.output, dateOf(result.response))
      return result
    },
    { name: 'recordDates', step: 'deserialize', priority: 'high' },
  )
  return answer => {
    const at = dates.get(answer) ?? dateOf('$response' in answer ? answer.$response : undefined)
    if (Number.isNaN(at))
      throw new ConnectError(
        'STATE',
        'State table: an answer has no Date header, one in HTTP format is needed',
        {
          retriable: false,
        },
      )
    return at
  }
}
