export type Properties = Readonly<Record<string, unknown>>

export interface Resource {
  readonly Type: string
  readonly Properties?: Properties
  readonly DependsOn?: string | readonly string[]
}

/** As much of a CloudFormation template as deployment and tests read. */
export interface Template {
  readonly Parameters?: Properties
  readonly Rules?: Properties
  readonly Resources: Readonly<Record<string, Resource>>
}
