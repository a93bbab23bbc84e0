import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { table, withTables } from '../helpers/generated-tables.ts'
import { allStatements, type Permission, permissions, reasonOf, reasons } from './permissions.ts'
import { templateOf, variants } from './variants.ts'

const page = new URL('../../docs/aws/permissions.md', import.meta.url).pathname

const shown = ({ who, actions, on }: Permission) => `${who} ${actions.join(', ')} on ${on}`
const hasWildcard = ({ actions, on }: Permission) => [...actions, on].some(text => text.includes('*'))

/** Who may do the same to the same stands in one row. */
const rows = () => {
  const grouped = Map.groupBy(permissions, each => [each.actions.toSorted(), each.on].join())
  return [...grouped.values()]
    .map(([first, ...others]) => {
      if (first === undefined) return []
      const who = [first, ...others]
        .map(each => each.who)
        .toSorted()
        .join(', ')
      const { why, wildcard } = reasonOf(first) ?? { why: '' }
      const actions = first.actions.map(action => `\`${action}\``).join(', ')
      return [who, actions, first.on, wildcard === undefined ? why : `${why}. Wildcard: ${wildcard}`]
    })
    .toSorted((a, b) => (a.join() < b.join() ? -1 : 1))
}

describe('a role', () => {
  test('may do only what there is a reason for', () => {
    expect(permissions.filter(each => reasonOf(each) === undefined).map(shown)).toEqual([])
  })

  test('may do it on or by a wildcard only where that has a reason too', () => {
    const without = permissions.filter(each => hasWildcard(each) && !reasonOf(each)?.wildcard)
    expect(without.map(shown)).toEqual([])
  })

  test('has reasons for what it may do, and no others', () => {
    const used = permissions.map(reasonOf)
    expect(reasons.filter(reason => !used.includes(reason)).map(({ why }) => why)).toEqual([])
    const needed = permissions.filter(hasWildcard).map(reasonOf)
    expect(reasons.filter(each => each.wildcard && !needed.includes(each)).map(({ why }) => why)).toEqual([])
  })

  test('may do nothing but by statements of its own', () => {
    expect(allStatements.filter(({ effect }) => effect !== 'Allow')).toEqual([])
    for (const variant of variants) {
      const roles = Object.values(templateOf(variant).findResources('AWS::IAM::Role'))
      expect(roles.length).toBeGreaterThan(5)
      for (const { Properties } of roles) {
        expect(Properties.ManagedPolicyArns ?? []).toEqual([])
        expect(Properties.Policies ?? []).toEqual([])
      }
      templateOf(variant).resourceCountIs('AWS::IAM::ManagedPolicy', 0)
      templateOf(variant).resourceCountIs('AWS::IAM::User', 0)
    }
  })

  test('is taken by one service alone', () => {
    for (const { Properties } of Object.values(templateOf('everything').findResources('AWS::IAM::Role'))) {
      const { Statement } = Properties.AssumeRolePolicyDocument
      expect(Statement).toHaveLength(1)
      expect(Object.keys(Statement[0].Principal)).toEqual(['Service'])
    }
  })
})

test('functions are invoked by the control plane and the scheduler alone', () => {
  const mayInvoke = permissions.filter(({ actions }) => actions.includes('lambda:InvokeFunction'))
  expect(new Set(mayInvoke.map(({ who }) => who))).toEqual(
    new Set(['api', 'schedule', 'the state machine', 'the tick', 'trigger']),
  )
})

test('the control plane reaches the table, the scheduler and plan, nothing else', () => {
  const outside = permissions.filter(
    ({ who, actions }) => who === 'api' && !/^(logs|xray|kms):/.test(actions[0] ?? ''),
  )
  expect(outside.map(({ on }) => on).toSorted()).toEqual(['plan', 'schedule', 'the state table'])
})

/** Types whose resources have a policy of their own, with the type of that policy. */
const withPolicy = {
  'AWS::S3::Bucket': 'AWS::S3::BucketPolicy',
  'AWS::SNS::Topic': 'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue': 'AWS::SQS::QueuePolicy',
} as const

interface Denial {
  readonly Effect: string
  readonly Condition?: { readonly Bool?: { readonly 'aws:SecureTransport'?: string } }
}

test.each(variants)('what %s has that takes a policy is reached over TLS alone', variant => {
  const template = templateOf(variant)
  for (const [type, policyType] of Object.entries(withPolicy)) {
    const resources = Object.keys(template.findResources(type))
    const policies = Object.values(template.findResources(policyType))
    const denying = policies.filter(({ Properties }) =>
      Properties.PolicyDocument.Statement.some(
        ({ Effect, Condition }: Denial) =>
          Effect === 'Deny' && Condition?.Bool?.['aws:SecureTransport'] === 'false',
      ),
    )
    for (const id of resources)
      expect(denying.some(each => JSON.stringify(each.Properties).includes(`"${id}"`))).toBe(true)
  }
})

test('docs/aws/permissions.md has this table (vitest -u writes it)', async () => {
  const text = readFileSync(page, 'utf8')
  const permissionTable = table(['Who', 'may', 'on', 'because it'], rows(), { numbers: false })
  await expect(withTables(text, { permissions: permissionTable })).toMatchFileSnapshot(page)
})
