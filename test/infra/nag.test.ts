import { App, Stack, Validations } from 'aws-cdk-lib'
import { Key } from 'aws-cdk-lib/aws-kms'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, test } from 'vitest'
import { selfManagedKafka } from '../../infra/kafka/self-managed.ts'
import { KafkaConnect } from '../../infra/kafka-connect.ts'
import { connectStack, type Variant, variants, workers } from './variants.ts'

const findings = (app: App) =>
  new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    )

/** What a checker of somebody's app should go on telling: it was asked for. */
const told: Partial<Record<Variant, readonly string[]>> = {
  // aws.api.authorization=none
  selfManaged: [
    'AwsSolutions-APIG4 at KafkaConnect/Connect/Api/ANY--/Resource',
    'AwsSolutions-APIG4 at KafkaConnect/Connect/Api/ANY--{proxy+}/Resource',
  ],
}

/** Rules that are acknowledged within an app, each with its reason. */
const acknowledged = (app: App) =>
  app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries<string>(data))
      .map(([rule, reason]) => ({ node, rule: rule.replace(/^annotation::/i, ''), reason })),
  )

/** What would be found if nothing were acknowledged. */
const allFindings = (app: App) => {
  for (const { node } of app.node.findAll())
    Object.defineProperty(node, 'metadata', { value: [], configurable: true })
  return findings(app)
}

/** The construct with a key of one's own. */
const encrypted = (app: App) => {
  const stack = new Stack(app, 'Own')
  const kafka = selfManagedKafka({ bootstrapServers: ['kafka.example.com:9092'] })
  new KafkaConnect(stack, 'Connect', {
    kafka,
    encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
  })
}

const apps: readonly (readonly [string, (app: App) => unknown, readonly string[]])[] = [
  ...variants.map(
    variant => [variant, (app: App) => connectStack(workers[variant], app), told[variant] ?? []] as const,
  ),
  ['encrypted', encrypted, []],
]

describe.each(apps)('%s', (_, build, expected) => {
  const app = new App()
  build(app)
  const found = findings(app)
  const rules = acknowledged(app).filter(({ rule }) => rule.startsWith('AwsSolutions-'))
  const unacknowledged = allFindings(app)

  test('nothing is found but what a reason is given for where it is', () => {
    expect(found).toEqual(expected)
    expect(unacknowledged.length).toBeGreaterThan(5)
    expect(rules.filter(({ reason }) => reason.length < 20)).toEqual([])
  })

  test('no reason is given for what is not there', () => {
    const unused = rules.filter(
      ({ rule, node }) =>
        !unacknowledged.some(each => each.startsWith(`${rule} at `) && each.includes(node.path)),
    )
    expect(unused.map(({ rule, node }) => `${rule} at ${node.path}`)).toEqual([])
  })
})
