import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { treeUsage, watchMemory } from '../../bench/process-tree.ts'

/** A shell whose child takes 100 MB and a fifth of a second of CPU, says so, and waits. */
const work = `const bytes = Buffer.alloc(100_000_000, 1)
const end = process.cpuUsage().user + 200_000
while (process.cpuUsage().user < end) {}
console.log('ready')
setInterval(() => bytes, 1000)`

test('the usage of a process tree includes its children', async () => {
  // a group of its own, so that the child can be ended with it
  const shell = spawn('/bin/sh', ['-c', '"$0" -e "$1"; true', process.execPath, work], { detached: true })
  const { pid = 0 } = shell
  try {
    const memory = watchMemory(pid, 50)
    await once(shell.stdout, 'data')
    const usage = treeUsage(pid)
    expect(usage.cpu).toBeGreaterThan(0.15)
    expect(usage.cpu).toBeLessThan(5)
    expect(usage.memory).toBeGreaterThan(100_000_000)
    expect(memory.stop()).toBeGreaterThanOrEqual(usage.memory)
  } finally {
    process.kill(-pid, 'SIGKILL')
  }
})

test('a process that is not there has used nothing', () => {
  expect(treeUsage(2 ** 22 + 1)).toEqual({ cpu: 0, memory: 0 })
})
