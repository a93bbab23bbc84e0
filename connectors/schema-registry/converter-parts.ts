import type { ConfigOf } from '../sdk/config.ts'
import type { Registry } from './registry.ts'
import type { registryConfig } from './registry-config.ts'
import type { RegistryFormat } from './registry-format.ts'
import type { SubjectName } from './subject-names.ts'

export type RegistryConfig = ConfigOf<typeof registryConfig>

/** What both directions of a converter work with. */
export interface ConverterParts {
  readonly format: RegistryFormat
  readonly config: RegistryConfig
  readonly registry: Registry
  readonly isKey: boolean
  readonly subjectOf: SubjectName
  readonly usesRecordName: boolean
}
