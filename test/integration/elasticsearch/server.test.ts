import { expect, inject, test } from 'vitest'
import { startOpenSearch } from '../../../infra/local/opensearch.ts'
import { ownServer } from '../../helpers/own-server.ts'

const shared = inject('openSearch')

const put = (url: string, path: string, body: unknown) =>
  fetch(`${url}/${path}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

test.runIf(shared)('OpenSearch answers', async () => {
  const response = await fetch(shared)
  expect(await response.json()).toMatchObject({ version: { distribution: 'opensearch', number: '2.19.1' } })
})

test.runIf(shared)('OpenSearch, killed and started again, has what it acknowledged', async () => {
  const own = await ownServer(startOpenSearch)
  try {
    const { url } = own.current()
    expect((await put(url, 'kept/_doc/1', { name: 'one' })).status).toBe(201)
    await own.current().kill()
    await own.startAgain()
    const found = await fetch(`${url}/kept/_doc/1`)
    expect(await found.json()).toMatchObject({ _source: { name: 'one' }, found: true })
  } finally {
    await own.close()
  }
})
