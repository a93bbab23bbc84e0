export interface ApiRequest {
  readonly method?: string
  /** `/connectors?expand=status` */
  readonly path: string
  /** sent as JSON */
  readonly body?: unknown
  /** without the header that IAM authorization asks for */
  readonly anonymous?: boolean
}

export interface ApiAnswer {
  readonly status: number
  readonly headers: Headers
  /** parsed when it is JSON */
  readonly body: unknown
}

/** The emulator wants a signature and looks no further. */
export const signature = 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/execute-api/aws4_request'

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Calls an HTTP API on the emulator, in its default stage. */
export const callApi = async (endpoint: string, apiId: string, request: ApiRequest): Promise<ApiAnswer> => {
  const { method = 'GET', path, body, anonymous = false } = request
  const response = await fetch(`${endpoint}/_aws/execute-api/${apiId}/$default${path}`, {
    method,
    headers: {
      ...(!anonymous && { authorization: signature }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, headers: response.headers, body: parsed(await response.text()) }
}
