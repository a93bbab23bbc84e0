import { afterAll, expect, vi } from 'vitest'

/** What all files of tests that one process runs have in common. */
const surroundings = () => ({
  env: { ...process.env },
  folder: process.cwd(),
  mask: process.umask(),
  time: vi.isFakeTimers(),
  fetch: globalThis.fetch,
  listeners: process.eventNames().map(name => [name, process.listenerCount(name)]),
})

const found = surroundings()

afterAll(() => {
  expect(surroundings(), 'a file of tests leaves things as it found them').toEqual(found)
})
