import { expect, test } from 'vitest'
import { ConnectError } from '../../connectors/sdk/errors.ts'
import { MIN_PART_BYTES, type ObjectStore } from '../../connectors/storage/object-store.ts'

interface Opened {
  readonly store: ObjectStore
  /** the object as it is, `undefined` when there is none */
  readonly read: (key: string) => Promise<Uint8Array | undefined>
  /** a store of a bucket that does not exist */
  readonly absent: ObjectStore
}

const info = (key: string, metadata: Record<string, string> = {}) => ({
  key,
  contentType: 'application/octet-stream',
  metadata,
})

const within = () => AbortSignal.timeout(10_000)

/** What every object store has to do. Each test uses keys of its own. */
export const objectStoreConformance = (open: () => Promise<Opened> | Opened): void => {
  const key = () => `topics/t/partition=0/t+0+${crypto.randomUUID()}.json`

  test('an object is there with its bytes and metadata', async () => {
    const { store, read } = await open()
    const name = key()
    const metadata = { connector: 'a%20b', 'end-offset': '17' }
    expect(await store.metadata(name, within())).toBeUndefined()
    expect(await store.put({ ...info(name, metadata), body: Buffer.from('x\ny\n') }, within())).toBe(true)
    expect(await store.metadata(name, within())).toEqual(metadata)
    expect(Buffer.from((await read(name)) ?? []).toString()).toBe('x\ny\n')
  })

  test('a key is written once', async () => {
    const { store, read } = await open()
    const name = key()
    await store.put({ ...info(name, { cut: 'one' }), body: Buffer.from('one') }, within())
    expect(await store.put({ ...info(name, { cut: 'two' }), body: Buffer.from('two') }, within())).toBe(false)
    expect(await store.metadata(name, within())).toEqual({ cut: 'one' })
    expect(Buffer.from((await read(name)) ?? []).toString()).toBe('one')
  })

  test('of many writers of a key one wins', async () => {
    const { store, read } = await open()
    const name = key()
    const bodies = Array.from({ length: 12 }, (_, i) => Buffer.from(`writer ${i}`))
    const won = await Promise.all(bodies.map(body => store.put({ ...info(name), body }, within())))
    expect(won.filter(Boolean)).toHaveLength(1)
    expect(Buffer.from((await read(name)) ?? [])).toEqual(bodies[won.indexOf(true)])
  })

  test('an upload is invisible until it is complete', async () => {
    const { store, read } = await open()
    const name = key()
    const first = Buffer.alloc(MIN_PART_BYTES, 'a')
    const upload = await store.upload(info(name, { cut: 'id' }), within())
    await upload.part(first, within())
    await upload.part(Buffer.from('tail'), within())
    expect(await store.metadata(name, within())).toBeUndefined()
    expect(await upload.complete(within())).toBe(true)
    expect(await store.metadata(name, within())).toEqual({ cut: 'id' })
    expect(Buffer.concat([first, Buffer.from('tail')]).equals((await read(name)) ?? Buffer.alloc(0))).toBe(
      true,
    )
  })

  test('an upload does not replace an object', async () => {
    const { store } = await open()
    const name = key()
    const upload = await store.upload(info(name, { cut: 'late' }), within())
    await upload.part(Buffer.from('late'), within())
    await store.put({ ...info(name, { cut: 'first' }), body: Buffer.from('first') }, within())
    expect(await upload.complete(within())).toBe(false)
    expect(await store.metadata(name, within())).toEqual({ cut: 'first' })
    await upload.abort(within())
  })

  test('an upload that was given up leaves nothing', async () => {
    const { store } = await open()
    const name = key()
    const upload = await store.upload(info(name), within())
    await upload.part(Buffer.from('x'), within())
    await upload.abort(within())
    expect(await store.metadata(name, within())).toBeUndefined()
  })

  test('a missing bucket may be created later, and the error names it', async () => {
    const { absent } = await open()
    const put = () => absent.put({ ...info(key()), body: Buffer.from('x') }, within())
    for (const call of [put, () => absent.check(within())]) {
      const error = await call().catch(error => error)
      expect(error).toBeInstanceOf(ConnectError)
      expect(error).toMatchObject({ code: 'EXTERNAL', retriable: true })
      expect(error.message).toMatch(/absent-bucket.*NoSuchBucket/)
    }
  })

  test('a bucket that is there may be written', async () => {
    const { store } = await open()
    await expect(store.check(within())).resolves.toBeUndefined()
  })

  test('a call ends with its signal', async () => {
    const { store } = await open()
    const gone = AbortSignal.abort(new DOMException('late', 'TimeoutError'))
    const error = await store.put({ ...info(key()), body: Buffer.from('x') }, gone).catch(error => error)
    expect(error).toMatchObject({ code: 'EXTERNAL', retriable: true })
    expect(error.message).toContain('no answer in time')
  })
}
