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

/** As it stands in the policy. */
type Wildcard = { readonly reason: string } & ({ readonly resource: string } | { readonly action: string })

/** Says why policies within `scope` have a wildcard, to those who check an app with cdk-nag. */
export const acknowledgeWildcard = (scope: IConstruct, wildcard: Wildcard): void => {
  const found =
    'action' in wildcard
      ? `Action::${wildcard.action}`
      : `Resource::${written(Stack.of(scope).resolve(wildcard.resource))}`
  Validations.of(scope).acknowledge({ id: `AwsSolutions-IAM5[${found}]`, reason: wildcard.reason })
}
