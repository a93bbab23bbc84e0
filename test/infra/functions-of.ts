import type { Template } from 'aws-cdk-lib/assertions'
import { asText, plainId } from './statements.ts'

/** Properties of a function as its template has them. */
export interface FunctionProperties {
  readonly MemorySize: number
  readonly Timeout: number
  readonly Environment?: { readonly Variables: Readonly<Record<string, unknown>> }
  readonly VpcConfig?: {
    readonly SubnetIds: readonly unknown[]
    readonly SecurityGroupIds: readonly unknown[]
  }
  readonly [name: string]: unknown
}

/** The functions of a template, by the ids that the construct gives them: `SourceTask`. */
export const functionsOf = (template: Template): Readonly<Record<string, FunctionProperties>> =>
  Object.fromEntries(
    Object.entries(template.findResources('AWS::Lambda::Function')).map(([id, { Properties }]) => [
      plainId(id).replace(/^Connect/, ''),
      Properties as FunctionProperties,
    ]),
  )

/** Functions that neither plan nor run connectors, nor talk to Kafka. */
const outside = ['ApiHandler', 'BootstrapServers', 'Schedule', 'Trigger']

/** The functions that run connectors. */
export const runnersOf = (template: Template): readonly string[] =>
  Object.keys(functionsOf(template))
    .filter(name => !outside.includes(name))
    .toSorted()

/** The worker properties that the functions are given, with references in `<>`. */
export const workerPropertiesOf = (template: Template): Readonly<Record<string, string>> =>
  JSON.parse(asText(functionsOf(template).Plan?.Environment?.Variables.WORKER_PROPERTIES))
