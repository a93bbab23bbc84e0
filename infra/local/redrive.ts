import { setTimeout as sleep } from 'node:timers/promises'

const usage = 'npm run redrive -- CONNECTOR [URL of the REST API, default http://127.0.0.1:8083]'

interface Status {
  readonly state: string
  readonly through: number
  readonly again: number
  readonly problem?: string
}

/** A login in the URL is sent as one. */
const clientOf = (url: string) => {
  const { username, password, origin, pathname } = new URL(url)
  const login = Buffer.from([username, password].map(decodeURIComponent).join(':')).toString('base64')
  const headers = username === '' ? {} : { authorization: `Basic ${login}` }
  return async (method: 'GET' | 'POST', path: string): Promise<Status> => {
    const response = await fetch(`${origin}${pathname.replace(/\/$/, '')}${path}`, { method, headers })
    const body = (await response.json()) as Status & { readonly message?: string }
    if (!response.ok) throw new Error(body.message ?? `the answer is ${response.status}`)
    return body
  }
}

/** A configuration that was just changed is planned within seconds. */
const patiently = async <T>(call: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries++)
    try {
      return await call()
    } catch (error) {
      if (tries === 20 || !(error instanceof Error && error.message.endsWith('try again'))) throw error
      await sleep(500)
    }
}

const redrive = async (connector: string, url: string): Promise<Status> => {
  const path = `/connectors/${encodeURIComponent(connector)}/dead-letters/redrive`
  const client = clientOf(url)
  let status = await patiently(() => client('POST', path))
  while (status.state !== 'DONE') {
    await sleep(500)
    status = await client('GET', path)
  }
  return status
}

const main = async ([connector, url = 'http://127.0.0.1:8083']: readonly string[]) => {
  if (connector === undefined) throw new Error(usage)
  const { through, again, problem } = await redrive(connector, url)
  console.log(
    `${through} dead letters of ${connector} went through, ${again} are at the end of the queue again`,
  )
  if (problem !== undefined) throw new Error(`The others were not sent back: ${problem}`)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
