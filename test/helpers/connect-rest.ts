export interface TaskStatus {
  readonly id: number
  readonly state: string
  readonly trace?: string
}

export interface ConnectorStatus {
  readonly name: string
  readonly connector: { readonly state: string; readonly trace?: string }
  readonly tasks: readonly TaskStatus[]
}

export interface ConnectorOffset {
  readonly partition: Readonly<Record<string, unknown>>
  readonly offset: Readonly<Record<string, unknown>>
}

export type ConnectorConfig = Readonly<Record<string, string>>

/** Kafka Connect's REST API as a client sees it; answers that are no success are errors with their body. */
export interface ConnectRest {
  /** ready to handle requests */
  isHealthy(): Promise<boolean>
  /** `contentType` and `body` as given; the response as it is, whatever its status */
  request(method: string, path: string, body?: { contentType: string; body: string }): Promise<Response>
  create(name: string, config: ConnectorConfig): Promise<void>
  replaceConfig(name: string, config: ConnectorConfig): Promise<void>
  delete(name: string): Promise<void>
  status(name: string): Promise<ConnectorStatus>
  offsets(name: string): Promise<readonly ConnectorOffset[]>
}

const checked = async (response: Response): Promise<Response> => {
  if (response.ok) return response
  throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`)
}

/** The client of the Connect worker at `url`, such as `http://127.0.0.1:8083`; `headers` go with every request. */
export const connectRest = (url: string, headers: Readonly<Record<string, string>> = {}): ConnectRest => {
  const request: ConnectRest['request'] = (method, path, body) =>
    fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(body && { 'content-type': body.contentType }) },
      ...(body && { body: body.body }),
    })
  const getJson = async <T>(path: string) => (await (await checked(await request('GET', path))).json()) as T
  const json = (value: unknown) => ({ contentType: 'application/json', body: JSON.stringify(value) })
  return {
    request,
    isHealthy: () =>
      request('GET', '/health').then(
        response => response.ok,
        () => false,
      ),
    create: async (name, config) => {
      await checked(await request('POST', '/connectors', json({ name, config })))
    },
    replaceConfig: async (name, config) => {
      await checked(await request('PUT', `/connectors/${name}/config`, json(config)))
    },
    delete: async name => {
      await checked(await request('DELETE', `/connectors/${name}`))
    },
    status: name => getJson<ConnectorStatus>(`/connectors/${name}/status`),
    offsets: async name => {
      const answer = await getJson<{ offsets: ConnectorOffset[] }>(`/connectors/${name}/offsets`)
      return answer.offsets
    },
  }
}
