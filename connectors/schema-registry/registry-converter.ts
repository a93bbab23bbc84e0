import type { Converter } from '../sdk/converter.ts'
import type { RegistryConfig } from './converter-parts.ts'
import { deserializer } from './deserializer.ts'
import { openRegistry } from './open-registry.ts'
import type { RegistryFormat } from './registry-format.ts'
import { serializer } from './serializer.ts'
import { subjectNames, usesRecordName } from './subject-names.ts'

/** The converter of a format whose schemas are in a registry: magic byte 0, the schema's id, the format's bytes. */
export const registryConverter = (
  format: RegistryFormat,
  config: RegistryConfig,
  { isKey }: { readonly isKey: boolean },
): Converter => {
  const strategy = config[isKey ? 'key.subject.name.strategy' : 'value.subject.name.strategy']
  const parts = {
    ...{ format, config, isKey },
    registry: openRegistry(config),
    subjectOf: subjectNames(strategy),
    usesRecordName: usesRecordName(strategy),
  }
  return { fromConnect: serializer(parts), toConnect: deserializer(parts) }
}
