import type { Template } from 'aws-cdk-lib/assertions'

/** One statement of the policy of one role. */
export interface Statement {
  /** `Connect/PlanRole`, without the hash of its logical id */
  readonly role: string
  readonly effect: string
  readonly actions: readonly string[]
  /** as text: `<ConnectState.Arn>/index/due` */
  readonly resources: readonly string[]
  /** keys with their values, by operator */
  readonly condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

interface PolicyStatement {
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource: unknown
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

interface Properties {
  readonly PolicyDocument: { readonly Statement: readonly PolicyStatement[] }
  /** of the template, or by the name of one that exists */
  readonly Roles?: readonly (string | { readonly Ref: string })[]
}

/** A logical id without the hash at its end: `ConnectPlanRole`. */
export const plainId = (id: string): string => id.replace(/[0-9A-F]{8}$/, '')

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const isArray = (value: unknown): value is readonly unknown[] => Array.isArray(value)

/** What a template says of a value, as text: references stand in `<>`. */
export const asText = (value: unknown): string => {
  if (!isObject(value)) return String(value)
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::Select': select, 'Fn::Split': split } = value
  if (typeof Ref === 'string') return `<${plainId(Ref)}>`
  if (isArray(attribute)) return `<${plainId(String(attribute[0]))}.${attribute[1]}>`
  if (isArray(join) && isArray(join[1])) return join[1].map(asText).join(String(join[0]))
  if (isArray(select)) return `<part ${select[0]} of ${asText(select[1])}>`
  if (isArray(split)) return asText(split[1])
  throw new Error(
    `got ${JSON.stringify(value)}, expected text, Ref, Fn::GetAtt, Fn::Join, Fn::Select or Fn::Split`,
  )
}

/** Every statement of every role in a template. */
export const statementsOf = (template: Template): readonly Statement[] =>
  Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => {
    const { PolicyDocument, Roles = [] } = Properties as Properties
    return Roles.flatMap(role =>
      PolicyDocument.Statement.map(({ Effect, Action, Resource, Condition }) => ({
        role: typeof role === 'string' ? role : plainId(role.Ref),
        effect: Effect,
        actions: [Action].flat(),
        resources: [Resource].flat().map(asText),
        ...(Condition !== undefined && { condition: Condition }),
      })),
    )
  })
