/** Everything in which a deployed template differs from the synthesized one. */
import { differences } from './differences.ts'
import type { Properties, Resource, Template } from './template.ts'

/** `http://host:port` each */
export interface Endpoints {
  readonly aws: string
  /** DynamoDB Local, which is more exact than the emulator */
  readonly dynamodb: string
  /** before the emulator's, with the event source mappings that it refuses */
  readonly lambda: string
}

interface Edit {
  readonly why: string
  edit(template: Template, endpoints: Endpoints): Template
  /** whether it makes this difference, which is as `differences` writes it */
  makes(difference: string, synthesized: Template): boolean
}

const without = <T extends object>(object: T | undefined, ...names: readonly string[]): T =>
  Object.fromEntries(Object.entries(object ?? {}).filter(([name]) => !names.includes(name))) as T

type Change = (resource: Resource) => Resource

const mapResources = (template: Template, change: Change): Template => {
  const changed = Object.entries(template.Resources).map(([id, resource]) => [id, change(resource)])
  return { ...template, Resources: Object.fromEntries(changed) }
}

const mapFunctions = (template: Template, change: (properties: Properties) => Properties): Template =>
  mapResources(template, resource =>
    resource.Type === 'AWS::Lambda::Function'
      ? { ...resource, Properties: change(resource.Properties ?? {}) }
      : resource,
  )

const withoutBootstrapVersion: Edit = {
  why: 'there is no bootstrap stack whose version could be asked for',
  edit: ({ Parameters, Rules, ...rest }) => ({
    ...rest,
    Parameters: without(Parameters, 'BootstrapVersion'),
    Rules: without(Rules, 'CheckBootstrapVersion'),
  }),
  makes: difference => /^- (Parameters\.BootstrapVersion|Rules\.CheckBootstrapVersion)$/.test(difference),
}

const providedRuntime: Edit = {
  why: "the emulator's own Node runtime loses the names of errors, which Retry and Catch match",
  edit: template =>
    mapFunctions(template, properties =>
      String(properties.Runtime).startsWith('nodejs')
        ? { ...properties, Runtime: 'provided.al2023' }
        : properties,
    ),
  makes: difference =>
    /^~ Resources\.\w+\.Properties\.Runtime "nodejs[^"]*" → "provided\.al2023"$/.test(difference),
}

const withVariables = (properties: Properties, variables: Properties): Properties => {
  const { Variables = {}, ...environment } = (properties.Environment ?? {}) as { Variables?: Properties }
  return { ...properties, Environment: { ...environment, Variables: { ...Variables, ...variables } } }
}

const endpointVariables: Edit = {
  why: 'functions find the services on this machine',
  edit: (template, { aws, dynamodb, lambda }) =>
    mapFunctions(template, properties =>
      withVariables(properties, {
        AWS_ENDPOINT_URL: aws,
        AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
        AWS_ENDPOINT_URL_LAMBDA: lambda,
      }),
    ),
  makes: difference =>
    /^\+ Resources\.\w+\.Properties\.Environment(\.Variables\.AWS_ENDPOINT_URL(_DYNAMODB|_LAMBDA)?)?$/.test(
      difference,
    ),
}

const refusedTypes = [
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::EC2::EIP',
  'AWS::EC2::NatGateway',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
]

/** A route to a NAT gateway goes with it. */
const isRefused = (resource: Resource | undefined) =>
  resource !== undefined &&
  (refusedTypes.includes(resource.Type) || resource.Properties?.NatGatewayId !== undefined)

const dependenciesOf = (resource: Resource | undefined) => [resource?.DependsOn ?? []].flat()

const withoutRefusedTypes: Edit = {
  why: `the emulator refuses a template that has one of ${refusedTypes.join(', ')}`,
  edit: template => {
    const { Resources } = template
    const gone = Object.keys(Resources).filter(id => isRefused(Resources[id]))
    const left = { ...template, Resources: without(Resources, ...gone) }
    return mapResources(left, resource => {
      const stays = dependenciesOf(resource).filter(id => !gone.includes(id))
      if (stays.length === dependenciesOf(resource).length) return resource
      return { ...without(resource, 'DependsOn'), ...(stays.length > 0 && { DependsOn: stays }) }
    })
  },
  makes: (difference, { Resources }) => {
    const [, id = '', rest = ''] = /^[-~] Resources\.(\w+)(.*)$/.exec(difference) ?? []
    if (rest === '') return isRefused(Resources[id])
    return (
      rest.startsWith('.DependsOn') && dependenciesOf(Resources[id]).some(each => isRefused(Resources[each]))
    )
  },
}

const allowedEdits: readonly Edit[] = [
  withoutBootstrapVersion,
  providedRuntime,
  endpointVariables,
  withoutRefusedTypes,
]

export const editTemplate = (template: Template, endpoints: Endpoints): Template =>
  allowedEdits.reduce((edited, { edit }) => edit(edited, endpoints), template)

/** In what a deployed template differs from the synthesized one beyond the allowed edits. */
export const unlistedDifferences = (synthesized: Template, deployed: Template): readonly string[] =>
  differences(synthesized, deployed).filter(
    difference => !allowedEdits.some(({ makes }) => makes(difference, synthesized)),
  )
