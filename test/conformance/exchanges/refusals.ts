import type { Exchange } from './exchange.ts'

/** What an answer that refuses is, besides its request. */
export const refused = (status: number, message: string): Pick<Exchange, 'status' | 'body'> => ({
  status,
  body: { error_code: status, message },
})

/** Everything that is wrong with a configuration, in one text. */
export const invalid = (...errors: readonly string[]): Pick<Exchange, 'status' | 'body'> =>
  refused(
    400,
    `Connector configuration is invalid and contains the following ${errors.length} error(s):\n${errors.join('\n')}\nYou can also find the above list of errors at the endpoint \`/connector-plugins/{connectorType}/config/validate\``,
  )
