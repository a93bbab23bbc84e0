import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { brokerFiles } from '../../../infra/local/broker-files.ts'
import { accepts } from '../../../infra/local/free-ports.ts'
import { keepBroker } from '../../../infra/local/kept-broker.ts'

const soon = { timeout: 90_000, interval: 200 }

test('a broker that is killed is started again on its port, and says so', { timeout: 200_000 }, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'kept-broker-'))
  const lines: string[] = []
  const broker = await keepBroker({ dataDir }, line => lines.push(line))
  const [host = '', port = ''] = broker.bootstrap.split(':')
  const pidOf = async () => Number.parseInt(await readFile(brokerFiles(dataDir).pid, 'utf8'), 10)
  try {
    const first = await pidOf()
    process.kill(first, 'SIGKILL')
    await vi.waitFor(async () => {
      expect(await pidOf()).not.toBe(first)
      expect(await accepts(Number(port), host)).toBe(true)
    }, soon)
    expect(lines[0]).toMatch(/^Kafka has ended \(exit code .+\); it is started again$/)
  } finally {
    await broker.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  expect(await accepts(Number(port), host)).toBe(false)
})
