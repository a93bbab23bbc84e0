import { Stack, Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** A resource of a policy as cdk-nag writes it in its findings. */
const written = (resource: unknown): string => {
  if (typeof resource === 'string') return resource
  if (!isObject(resource)) return JSON.stringify(resource)
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = resource
  if (typeof Ref === 'string') return `<${Ref}>`
  if (Array.isArray(attribute)) return `<${attribute.map(written).join('.')}>`
  if (!Array.isArray(join)) return JSON.stringify(resource)
  const [delimiter, parts] = join
  return Array.isArray(parts) ? parts.map(written).join(String(delimiter)) : JSON.stringify(resource)
}

interface Wildcard {
  /** as it stands in the policy */
  readonly resource: string
  readonly reason: string
}

/** Says why policies within `scope` name a resource with a wildcard, to those who check an app with cdk-nag. */
export const acknowledgeWildcard = (scope: IConstruct, { resource, reason }: Wildcard): void =>
  Validations.of(scope).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${written(Stack.of(scope).resolve(resource))}]`,
    reason,
  })
