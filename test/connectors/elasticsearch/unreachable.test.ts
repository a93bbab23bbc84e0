import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { openElasticsearch, order } from './opened-sink.ts'
import { scriptedSearch } from './scripted-search.ts'

const messageOf = async (url: string): Promise<string> => {
  const sink = await openElasticsearch({ 'connection.url': url, 'max.retries': '0' })
  const error: unknown = await sink.writeAll([order(1, 'a')]).catch(reason => reason)
  await sink.close()
  expect(error).toMatchObject({ code: 'EXTERNAL', retriable: true })
  return error instanceof Error ? error.message.replace(url, 'URL') : ''
}

it('says what to look at', async () => {
  expect(await messageOf('http://no-such-host.invalid')).toMatch(
    /^URL cannot be reached: getaddrinfo E\w+ no-such-host.invalid; no host has this name, see connection.url$/,
  )
  expect(await messageOf('http://127.0.0.1:1')).toBe(
    'URL cannot be reached: connect ECONNREFUSED 127.0.0.1:1; nothing listens there, see connection.url',
  )
  await using plain = await scriptedSearch()
  expect(await messageOf(plain.url.replace('http', 'https'))).toBe(
    'URL cannot be reached: write EPROTO wrong version number; it speaks no TLS: does it want http:// in connection.url?',
  )
  await using mute = await scriptedSearch(() => 'cut')
  expect(await messageOf(mute.url)).toBe(
    'URL cannot be reached: socket hang up; it ended the connection without an answer: does it want https://?',
  )
})

it('says so of what speaks something else', async () => {
  const server = createServer(socket => socket.end('SSH-2.0-x\r\n'))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  expect(await messageOf(`http://127.0.0.1:${port}`)).toMatch(
    /^URL cannot be reached: Parse Error: .*; it speaks no HTTP, see connection.url$/,
  )
  server.close()
})
