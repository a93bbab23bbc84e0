import { region } from './assembly.ts'

export interface JsonCall {
  /** as credentials are scoped: `sqs` */
  readonly service: string
  /** `AmazonSQS.SendMessage` */
  readonly target: string
  readonly body: object
}

/** Calls the emulator by AWS's JSON protocol, of services no client of which is among the dependencies; it checks no signature. */
export const callJson = async (endpoint: string, { service, target, body }: JsonCall): Promise<unknown> => {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': target,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${service}/aws4_request`,
    },
    body: JSON.stringify(body),
  })
  if (response.ok) return response.json()
  throw new Error(`${target} answered ${response.status}: ${await response.text()}`)
}
