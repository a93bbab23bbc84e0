import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { kafkaConnect, workerProperties } from '../../../bench/systems.ts'
import { type ConnectProcess, startConnect } from '../../helpers/connect-process.ts'
import { allowed, type RestAnswer, type RestDifference } from './rest-differences.ts'
import { type Step, steps } from './rest-steps.ts'

let dir: string
let workers: { readonly here: ConnectProcess; readonly there: ConnectProcess }
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rest-'))
  await writeFile(join(dir, 'in.txt'), 'one\ntwo\n')
  const bootstrap = inject('bootstrap')
  workers = {
    here: await startConnect({ bootstrap, dir: join(dir, 'here'), properties: workerProperties }),
    there: await kafkaConnect('512M').start({ bootstrap, dir: join(dir, 'there') }),
  }
})
afterAll(async () => {
  await Promise.all([workers?.here.stop(), workers?.there.stop()])
  await rm(dir, { recursive: true, force: true })
})

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const untilStates = ({ rest }: ConnectProcess, { connector: name, states }: NonNullable<Step['when']>) =>
  vi.waitFor(
    async () => {
      const { connector, tasks } = await rest.status(name)
      expect([connector.state, ...tasks.map(task => task.state)]).toEqual(states)
    },
    { timeout: 30_000, interval: 100 },
  )

const ask = async (worker: ConnectProcess, { sends, when }: Step): Promise<RestAnswer> => {
  const { rest, url } = worker
  const [method, path, body] = sends
  if (when !== undefined) await untilStates(worker, when)
  const json =
    body === undefined ? undefined : { contentType: 'application/json', body: JSON.stringify(body) }
  const response = await rest.request(method, path, json)
  const text = (await response.text()).replaceAll(new URL(url).host, 'HOST')
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    location: response.headers.get('location')?.replace(url, 'URL') ?? null,
    body: parsed(text),
  }
}

test('requests are answered as Kafka Connect answers them', { timeout: 200_000 }, async () => {
  const differences: RestDifference[] = []
  for (const step of steps(dir)) {
    const there = await ask(workers.there, step)
    const here = await ask(workers.here, step)
    if (!isDeepStrictEqual(there, here)) differences.push({ step, there, here })
  }
  expect(differences.filter(difference => !allowed.some(({ is }) => is(difference)))).toEqual([])
  const unused = allowed.filter(({ is }) => !differences.some(is)).map(({ reason }) => reason)
  expect(unused, 'differences that are no longer there').toEqual([])
})
