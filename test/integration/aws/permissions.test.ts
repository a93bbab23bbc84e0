import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Fixture, openFixture } from './fixture/open-fixture.ts'

let aws: Fixture
beforeAll(async () => {
  aws = await openFixture({ enforceIam: true })
})
afterAll(() => aws?.close())

test('a function may do what its role allows', async () => {
  expect(await aws.invoke(aws.writer, { put: 'one' })).toMatchObject({ failed: false })
})

test('and nothing else', async () => {
  expect(await aws.invoke(aws.stranger, { put: 'one' })).toMatchObject({
    failed: true,
    payload: {
      errorType: 'AccessDeniedException',
      errorMessage: expect.stringContaining('dynamodb:PutItem'),
    },
  })
  expect(await aws.deniedActions()).toEqual([`${aws.stranger}: dynamodb:PutItem`])
})

test('what a function does is observed as actions of IAM', async () => {
  await aws.invoke(aws.writer, { put: 'one', transact: 'two' })
  const actions = (await aws.observedActions()).get(aws.writer)
  expect([...(actions ?? [])].toSorted()).toEqual(['dynamodb:ConditionCheckItem', 'dynamodb:PutItem'])
})
