import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda'

interface Page {
  readonly events: readonly { readonly message: string }[]
  readonly nextToken?: string
}

/** As no client of CloudWatch Logs is among the dependencies; the emulator checks no signature. */
const filterLogEvents = async (endpoint: string, body: object): Promise<Page> => {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Logs_20140328.FilterLogEvents',
      authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/logs/aws4_request',
    },
    body: JSON.stringify(body),
  })
  if (response.ok) return (await response.json()) as Page
  const text = await response.text()
  if (text.includes('ResourceNotFoundException')) return { events: [] }
  throw new Error(`FilterLogEvents answered ${response.status}: ${text}`)
}

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
