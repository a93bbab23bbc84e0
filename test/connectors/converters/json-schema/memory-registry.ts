import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Registration {
  readonly schema: string
  readonly schemaType?: string
  readonly references?: readonly {
    readonly name: string
    readonly subject: string
    readonly version: number
  }[]
}

const bodyOf = async (request: IncomingMessage): Promise<Registration> => {
  let text = ''
  for await (const chunk of request) text += chunk
  return JSON.parse(text === '' ? '{}' : text)
}

/** What a registry answers to converters and clients, without any check of compatibility. */
export const startRegistry = async () => {
  const schemas: Registration[] = []
  const subjects = new Map<string, number[]>()
  const calls: string[] = []

  const idOf = (registration: Registration): number => {
    const same = (each: Registration) => JSON.stringify(each) === JSON.stringify(registration)
    const known = schemas.findIndex(same)
    return known >= 0 ? known + 1 : schemas.push(registration)
  }
  const register = (subject: string, registration: Registration) => {
    const id = idOf(registration)
    const versions = subjects.get(subject) ?? []
    subjects.set(subject, versions.includes(id) ? versions : [...versions, id])
    return { id }
  }
  const version = (subject: string, which: string) => {
    const versions = subjects.get(subject) ?? []
    const number = which === 'latest' ? versions.length : Number(which)
    const id = versions[number - 1]
    return id === undefined ? undefined : { ...schemas[id - 1], subject, version: number, id }
  }
  const versionsOf = (id: number) =>
    [...subjects].flatMap(([subject, ids]) =>
      ids.flatMap((each, i) => (each === id ? [{ subject, version: i + 1 }] : [])),
    )
  const answer = (method: string, path: readonly string[], body: Registration): unknown => {
    const [first, second = '', third, fourth = ''] = path
    if (first === 'schemas') return third === undefined ? undefined : fromId(Number(third), path[3])
    if (first !== 'subjects') return undefined
    if (method === 'POST') return register(second, body)
    return third === 'versions' ? version(second, fourth) : undefined
  }
  const fromId = (id: number, part: string | undefined) =>
    part === 'versions' ? versionsOf(id) : schemas[id - 1]

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost')
    const path = pathname.split('/').slice(1).map(decodeURIComponent)
    calls.push(`${request.method} ${pathname}`)
    const found = answer(request.method ?? '', path, await bodyOf(request))
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(found ?? { error_code: 40403, message: 'Schema not found' }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    register,
    subjects,
    calls,
    close: () => {
      server.closeAllConnections()
      return new Promise(resolve => server.close(resolve))
    },
  }
}
