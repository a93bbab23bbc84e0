import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import { callJson } from './json-call.ts'

interface Page {
  readonly events: readonly { readonly message: string }[]
  readonly nextToken?: string
}

const filterLogEvents = (endpoint: string, body: object): Promise<Page> =>
  callJson(endpoint, { service: 'logs', target: 'Logs_20140328.FilterLogEvents', body }).then(
    page => page as Page,
    (error: Error) => {
      if (error.message.includes('ResourceNotFoundException')) return { events: [] }
      throw error
    },
  )

const isPlatformLine = (line: string) => /^(START|END|REPORT) RequestId: /.test(line)

/** The lines that a function has printed, those of each invocation once it has ended. */
export const functionLog = async (
  endpoint: string,
  lambda: LambdaClient,
  functionName: string,
): Promise<readonly string[]> => {
  const command = new GetFunctionConfigurationCommand({ FunctionName: functionName })
  const logGroupName = (await lambda.send(command)).LoggingConfig?.LogGroup ?? `/aws/lambda/${functionName}`
  const lines: string[] = []
  let nextToken: string | undefined
  do {
    const page = await filterLogEvents(endpoint, { logGroupName, nextToken })
    lines.push(...page.events.map(event => event.message))
    nextToken = page.nextToken
  } while (nextToken !== undefined)
  return lines.filter(line => !isPlatformLine(line))
}
