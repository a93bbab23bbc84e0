import { afterAll, beforeAll, expect, inject, vi } from 'vitest'
import { openEventSources } from '../../../functions/adapters/aws/event-sources.ts'
import { aliasOf } from '../../../functions/runtime/connector-alias.ts'
import { eventSourcesConformance } from '../../conformance/event-sources.ts'
import { region } from '../../helpers/aws/assembly.ts'
import { type Fixture, openFixture } from './fixture/open-fixture.ts'

let aws: Fixture
beforeAll(async () => {
  aws = await openFixture()
})
afterAll(() => aws?.close())

/** Those of the suite. */
const connectors = ['archive', 'archive 2', '7']

eventSourcesConformance('Lambda over the emulator', async () => {
  const sources = openEventSources(
    {
      functionArn: `arn:aws:lambda:${region}:000000000000:function:${aws.stranger}`,
      version: '1',
      cluster: { bootstrapServers: [inject('bootstrap')] },
      access: [],
    },
    aliasOf,
    {
      endpoint: aws.lambdaEndpoint,
      region,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    },
  )
  const all = async () => (await Promise.all(connectors.map(name => sources.list(name)))).flat()
  const settle = () =>
    vi.waitFor(async () => expect((await all()).filter(({ changing }) => changing)).toEqual([]), {
      timeout: 20_000,
    })
  return {
    sources,
    settle,
    close: async () => {
      await settle()
      for (const source of await all()) await sources.delete(source)
      await settle()
      for (const name of connectors) await sources.detach(name)
    },
  }
})
