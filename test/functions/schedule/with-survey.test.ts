import { expect, it } from 'vitest'
import { withSurvey } from '../../../functions/schedule/with-survey.ts'
import { once, sourceScene } from '../runtime/scene/scripted-source.ts'

const surveyed = async (event: unknown, handle = async () => 'started') => {
  const { runtime, metrics } = await sourceScene(() => ({ read: once() }))
  const answer = await withSurvey(runtime, handle)(event).catch((error: Error) => error.message)
  return { answer, surveys: metrics.values('connector-count').length }
}

it('surveys with a tick', async () => {
  expect(await surveyed({ version: 1 })).toEqual({ answer: 'started', surveys: 1 })
})

it.each([{ connector: 'numbers' }, { execution: 'one' }])(
  'does nothing besides for the wake of %j',
  async of => {
    expect(await surveyed({ version: 1, ...of })).toEqual({ answer: 'started', surveys: 0 })
  },
)

it('surveys also when nothing can be started, and says so', async () => {
  const handle = async () => {
    throw new Error('no such state machine')
  }
  expect(await surveyed({ version: 1 }, handle)).toEqual({ answer: 'no such state machine', surveys: 1 })
})
