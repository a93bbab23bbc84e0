import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileStreamSink, fileStreamSinkIn } from '../../../connectors/file/file-stream-sink.ts'
import { fileStreamSource, fileStreamSourceIn } from '../../../connectors/file/file-stream-source.ts'
import { probed } from '../../helpers/probed.ts'

const options = { signal: new AbortController().signal }

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'probe-'))
})
afterEach(() => rm(dir, { recursive: true }))

const probeSource = (file: string, source = fileStreamSource) =>
  probed(source.probe?.({ file, topic: 'lines', 'batch.size': 1 }, options))
const probeSink = (file: string, sink = fileStreamSink) => probed(sink.probe?.({ file }, options))

test('a file that can be read is right', async () => {
  const file = join(dir, 'lines')
  await writeFile(file, 'a\n')
  expect(await probeSource(file)).toEqual([])
})

test('a file that is not there yet is a warning, a directory is an error', async () => {
  const file = join(dir, 'lines')
  expect(await probeSource(file)).toEqual([['file', `File ${file} does not exist`, 'warning']])
  expect(await probeSource(dir)).toEqual([['file', `File ${dir} is a directory`]])
})

test('a file to append to needs its directory, and is not made by looking', async () => {
  const file = join(dir, 'lines')
  expect(await probeSink(file)).toEqual([])
  expect(await probeSource(file)).toHaveLength(1)
  const deeper = join(dir, 'gone', 'lines')
  expect(await probeSink(deeper)).toEqual([
    ['file', `There is no directory ${join(dir, 'gone')} for the file ${deeper}`],
  ])
})

test('the one directory of file connectors is made when it is needed, its subdirectories are not', async () => {
  const own = join(dir, 'own')
  expect(await probeSink('lines', fileStreamSinkIn(own))).toEqual([])
  expect(await probeSink('gone/lines', fileStreamSinkIn(own))).toHaveLength(1)
})

test('a link out of the one directory is refused', async () => {
  await writeFile(join(dir, 'secret'), 'x')
  const own = await mkdtemp(join(dir, 'own-'))
  await symlink(join(dir, 'secret'), join(own, 'link'))
  const [[key, message] = []] = await probeSource('link', fileStreamSourceIn(own))
  expect([key, message]).toEqual(['file', expect.stringContaining('the only directory')])
})

test('what other runs see on their disks is not told', () => {
  const differ = { disksDiffer: true }
  expect(fileStreamSourceIn(dir, differ).probe).toBeUndefined()
  expect(fileStreamSinkIn(dir, differ).probe).toBeUndefined()
})
