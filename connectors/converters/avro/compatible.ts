import avro, { type Type } from 'avsc'
import type { RegisteredSchema } from '../../schema-registry/registry-format.ts'
import { ConnectError, messageOf } from '../../sdk/errors.ts'

const typeOf = (text: string, registry: Record<string, Type> = {}): Type => {
  const json = JSON.parse(/^\s*["[{]/.test(text) ? text : JSON.stringify(text.trim()))
  return avro.Type.forSchema(json, { registry, wrapUnions: 'always' })
}

/** Throws `DATA` when a registered schema cannot read what another one writes. */
export const checkCompatible = (registered: RegisteredSchema, written: string): void => {
  try {
    const registry: Record<string, Type> = {}
    for (const text of registered.dependencies.values()) typeOf(text, registry)
    typeOf(registered.schema, registry).createResolver(typeOf(written))
  } catch (cause) {
    throw new ConnectError(
      'DATA',
      `Incompatible schema: schema ${registered.id} cannot read what the data's own schema writes: ${messageOf(cause)}. Set latest.compatibility.strict=false or id.compatibility.strict=false to disable this check`,
      { cause },
    )
  }
}
