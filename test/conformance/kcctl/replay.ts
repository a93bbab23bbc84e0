import { describe, expect, test, vi } from 'vitest'
import type { Place, Served } from '../exchanges/exchange.ts'
import type { KcctlCommand, KcctlRequest } from './command.ts'
import { connectorCommands } from './connector-commands.ts'
import { offsetCommands } from './offset-commands.ts'
import { pluginCommands } from './plugin-commands.ts'

/** The commands of kcctl 1.0.0-SNAPSHOT at 4381ff6, as its classes `KafkaConnectApi` and `…Command` make them. */
const commands = (place: Place): readonly KcctlCommand[] => [
  ...pluginCommands(place),
  ...connectorCommands(place),
  ...offsetCommands,
]

const send = async (served: Served, { sends, needs, reads }: KcctlRequest): Promise<void> => {
  await served.settle?.()
  const answer = await served.request(...sends)
  expect([sends.slice(0, 2).join(' '), answer.status]).toEqual([sends.slice(0, 2).join(' '), needs])
  if (reads !== undefined) expect(JSON.parse(answer.text)).toEqual(reads)
}

/** Replays what kcctl sends for each of its commands. */
export const kcctlCommands = (where: string, served: () => Served) =>
  describe(`kcctl ${where}`, () => {
    test('gets what it reads of each answer', { timeout: 120_000 }, async () => {
      for (const { line, requests } of commands(served()))
        for (const request of requests) {
          const sent = () => send(served(), request)
          const done = request.again
            ? vi.waitFor(sent, { timeout: served().patience, interval: 100 })
            : sent()
          await done.catch((error: Error) => {
            error.message = `${line}: ${error.message}`
            throw error
          })
        }
    })
  })
