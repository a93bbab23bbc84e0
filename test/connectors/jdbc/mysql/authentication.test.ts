import { generateKeyPairSync } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { mySqlDialect } from '../../../../connectors/jdbc/mysql/mysql-dialect.ts'

const dialect = mySqlDialect({ quoted: true })
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = publicKey.export({ type: 'spki', format: 'pem' })

/** LONG_PASSWORD, PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH: no TLS. */
const CAPABILITIES = 0x0008_8201
const FULL_AUTHENTICATION = 4
const KEY_REQUEST = 2

const packet = (sequence: number, body: Buffer) => {
  const head = Buffer.alloc(4)
  head.writeUIntLE(body.length, 0, 3)
  head[3] = sequence
  return Buffer.concat([head, body])
}

/** What a server says first. https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html */
const hello = (plugin: string) => {
  const fixed = Buffer.alloc(6)
  fixed.writeUInt16LE(CAPABILITIES & 0xffff, 0)
  fixed[2] = 45
  fixed.writeUInt16LE(2, 3)
  const upper = Buffer.alloc(2)
  upper.writeUInt16LE(CAPABILITIES >>> 16)
  return Buffer.concat([
    Buffer.from('\x0a8.4.0\0', 'latin1'),
    Buffer.alloc(4, 1),
    Buffer.from('12345678\0', 'latin1'),
    fixed.subarray(0, 5),
    upper,
    Buffer.of(21),
    Buffer.alloc(10),
    Buffer.from(`123456789012\0${plugin}\0`, 'latin1'),
  ])
}

/** Asks for another way to authenticate. */
const change = (plugin: string) =>
  Buffer.concat([Buffer.of(0xfe), Buffer.from(`${plugin}\x0012345678901234567890\0`, 'latin1')])

describe('authentication to MySQL without TLS', () => {
  let server: Server | undefined
  afterEach(() => server?.close())

  const listen = async (serve: (socket: Socket) => void) => {
    server = createServer(serve)
    await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    return typeof address === 'object' ? (address?.port ?? 0) : 0
  }

  /** A server that has no hash of the password in its cache, and what it was sent. */
  const withoutCache = async () => {
    const received: Buffer[] = []
    const port = await listen(socket => {
      socket.on('error', () => undefined)
      socket.write(packet(0, hello('caching_sha2_password')))
      socket.on('data', data => {
        received.push(data.subarray(4))
        const sequence = (data[3] ?? 0) + 1
        if (received.length === 1) socket.write(packet(sequence, change('caching_sha2_password')))
        else if (received.length === 2) socket.write(packet(sequence, Buffer.of(1, FULL_AUTHENTICATION)))
        else if (data[4] === KEY_REQUEST && data.length === 5)
          socket.write(packet(sequence, Buffer.concat([Buffer.of(1), Buffer.from(pem)])))
        else socket.end()
      })
    })
    return { port, received }
  }

  const connect = (port: number, properties: Readonly<Record<string, string>>) =>
    dialect.connect({
      hosts: [{ host: '127.0.0.1', port }],
      user: 'root',
      password: 'hunter2',
      properties,
      timeZone: 'UTC',
      callTimeout: 3_000,
      connectTimeout: 3_000,
    })

  test('encrypts no password by a key that anybody may have sent', async () => {
    const { port, received } = await withoutCache()
    await expect(connect(port, {})).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining('allowPublicKeyRetrieval=true'),
    })
    // the answers to the greeting and to the change, and the request for a key
    expect(received.map(({ length }) => length > 1)).toEqual([true, true, false])
    expect(Buffer.concat(received).toString('latin1')).not.toContain('hunter2')
  })

  test('does when it is told to', async () => {
    const { port, received } = await withoutCache()
    const connecting = connect(port, { allowPublicKeyRetrieval: 'true' })
    await expect(connecting).rejects.toMatchObject({ code: 'EXTERNAL' })
    expect(received.at(-1)).toHaveLength(256)
    expect(Buffer.concat(received).toString('latin1')).not.toContain('hunter2')
  })

  test.each(['mysql_clear_password', 'auth_gssapi_client'])('does not know %s', async plugin => {
    const port = await listen(socket => {
      socket.on('error', () => undefined)
      socket.write(packet(0, hello('mysql_native_password')))
      socket.once('data', data => socket.write(packet((data[3] ?? 0) + 1, change(plugin))))
    })
    const error = await connect(port, {}).catch((error: unknown) => error)
    expect(error).toMatchObject({ code: 'INVALID_CONFIG', message: expect.stringContaining(plugin) })
    expect(dialect.refusedKey(error)).toBe('connection.user')
  })
})
