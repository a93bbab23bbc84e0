import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { shortForm } from '../chaos/scenarios.ts'
import { playAll } from '../chaos/stage/play.ts'
import { broken } from '../chaos/stage/report.ts'
import { openServices, type Services } from '../chaos/stage/stage.ts'

const seed = Date.now() % 1_000_000
// other tests have the machine, too
const slowness = 4

let dir: string
let services: Services
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'chaos-'))
  services = { ...openServices(dir), dynamodb: async () => ({ endpoint: inject('dynamodbEndpoint') }) }
})
afterAll(async () => {
  await services.stop()
  await rm(dir, { recursive: true, force: true })
})

const groups = shortForm.map(group => ({ names: group.map(({ name }) => name).join(', '), group }))

test.each(groups)(
  'nothing is lost, nor overwritten by older: $names',
  { timeout: 240_000 },
  async ({ group }) => {
    const log: string[] = [`seed ${seed}`]
    const options = { dir, seed, share: 0.01, services, log: (line: string) => void log.push(line) }
    const played = (await Promise.all(group.map(scenario => playAll([scenario], options)))).flat()
    const problems = played.flatMap(each => broken(each, { slowness }))
    expect(problems, log.join('\n')).toEqual([])
  },
)
