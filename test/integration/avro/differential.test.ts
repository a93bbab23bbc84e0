import avro from 'avsc'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anyDatum } from '../java/arbitrary-data.ts'
import { answerText } from '../java/compare.ts'
import { differentialSeed } from '../java/seed.ts'
import { answerHere } from './avro-here.ts'
import { type AvroAnswer, type AvroCase, startAvroPeer } from './avro-peer.ts'
import { exemptionOf, lowerEscapes } from './exempt.ts'
import { nativeSchemas } from './native-schemas.ts'

const seed = differentialSeed()
const cases = Number(process.env.DIFFERENTIAL_CASES ?? 4000)

let peer: Awaited<ReturnType<typeof startAvroPeer>>
beforeAll(async () => {
  peer = await startAvroPeer()
})
afterAll(async () => peer?.stop())

const comparable = ({ failed, schema, bytes, datum }: AvroAnswer): string =>
  failed === undefined
    ? JSON.stringify([schema && lowerEscapes(schema), bytes, datum ? answerText({ datum }) : null])
    : JSON.stringify({ failed })

const judge = async (asked: AvroCase) => {
  const there = await peer.ask(asked)
  const here = answerHere(asked)
  const alike = comparable(there) === comparable(here)
  return { there, here, exemption: alike ? undefined : exemptionOf(asked, there, here), alike }
}

const check = async (asked: AvroCase) => {
  const { there, here, exemption, alike } = await judge(asked)
  if (!alike && exemption === undefined)
    throw new Error(
      `there: ${JSON.stringify(there)}\nhere: ${JSON.stringify(here)}\ncase: ${fc.stringify(asked)}`,
    )
  return { exempt: exemption !== undefined, failed: there.failed !== undefined }
}

const configs = [
  {},
  {},
  { 'enhanced.avro.schema.support': 'true' },
  { 'connect.meta.data': 'false' },
] as const

test('values are written and read as Kafka Connect does it', async () => {
  const counts = { compared: 0, exempt: 0, failed: 0 }
  const property = fc.asyncProperty(anyDatum, fc.constantFrom(...configs), async (datum, config) => {
    const asked = { config, datum }
    fc.pre((await peer.ask(asked)).failed !== 'case')
    const { exempt, failed } = await check(asked)
    counts.compared++
    counts.exempt += Number(exempt)
    counts.failed += Number(failed)
  })
  await fc.assert(property, { seed, numRuns: cases, includeErrorInReport: true })
  process.stdout.write(
    `Avro: ${counts.compared} cases of seed ${seed}, ${counts.failed} fail there, ${counts.exempt} are exempt\n`,
  )
  expect(counts.exempt / counts.compared).toBeLessThan(0.1)
  expect(counts.failed / counts.compared).toBeLessThan(0.6)
})

test.each(nativeSchemas.map(schema => [JSON.stringify(schema).slice(0, 80), schema] as const))(
  'what is of another program’s schema is read as Kafka Connect does it: %s',
  async (_, schema) => {
    const type = avro.Type.forSchema(schema as never, { wrapUnions: 'always' })
    for (const config of configs)
      for (let i = 0; i < 10; i++)
        await check({ config, schema: JSON.stringify(schema), bytes: type.toBuffer(type.random()) })
  },
)
