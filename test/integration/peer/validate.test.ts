import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { kafkaConnect, workerProperties } from '../../../bench/systems.ts'
import { plugins } from '../../../connectors/registry.ts'
import { openApi } from '../../functions/api/api-client.ts'
import type { ConnectProcess } from '../../helpers/connect-process.ts'
import { allowed } from './allowed-differences.ts'
import { type Answer, compare, counted, type Difference } from './compare.ts'
import { type ComparedRequest, requests } from './requests.ts'

let dir: string
let peer: ConnectProcess
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'peer-'))
  peer = await kafkaConnect('512M').start({ bootstrap: inject('bootstrap'), dir })
})
afterAll(async () => {
  await peer?.stop()
  await rm(dir, { recursive: true, force: true })
})

const api = openApi({ plugins, worker: workerProperties })

const askHere = async ({ method, path, body }: ComparedRequest): Promise<Answer> => {
  const { status, body: answered } = await api.request(method, path, body === undefined ? {} : { body })
  return { status, body: answered }
}

const askThere = async ({ method, path, body }: ComparedRequest): Promise<Answer> => {
  const json = body && { contentType: 'application/json', body: JSON.stringify(body) }
  const response = await peer.rest.request(method, path, json)
  return { status: response.status, body: await response.json() }
}

test('configurations are described and validated as Kafka Connect does, key by key', async () => {
  const differences: Difference[] = []
  for (const request of requests) {
    const [there, here] = await Promise.all([askThere(request), askHere(request)])
    for (const { body } of [there, here])
      if (typeof body === 'object' && body !== null && 'error_count' in body)
        expect([request.name, body.error_count]).toEqual([request.name, counted(body as never)])
    differences.push(...compare(request.name, there, here))
  }
  const unexpected = differences.filter(difference => !allowed.some(({ is }) => is(difference)))
  expect(unexpected).toEqual([])
  const unused = allowed.filter(({ is }) => !differences.some(is)).map(({ reason }) => reason)
  expect(unused, 'differences that are no longer there').toEqual([])
})
