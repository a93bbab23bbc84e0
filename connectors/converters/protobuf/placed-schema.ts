import type { Schema } from '../../sdk/schema.ts'
import type { MappingOptions } from './mapping-options.ts'
import type { Element } from './message-plan.ts'
import { tagParameter, wrapperParameter } from './names.ts'

export interface Place {
  readonly number: number
  readonly inOneof: boolean
  /** labelled `optional`, or what comes to the same */
  readonly optional: boolean
}

const isNullable = (schema: Schema, place: Place, options: MappingOptions): boolean => {
  if (place.inOneof || schema.optional === true) return true
  return options.optionalForNullables ? place.optional : !options.wrapperForNullables
}

/** A schema as that of a field. */
export const placedSchema = (
  element: Pick<Element, 'kind' | 'schema'>,
  place: Place,
  options: MappingOptions,
): Schema => {
  const { schema, kind } = element
  return {
    ...schema,
    ...(isNullable(schema, place, options) ? { optional: true } : {}),
    parameters: {
      ...schema.parameters,
      ...(place.inOneof && kind === 'wrapper' ? { [wrapperParameter]: 'true' } : {}),
      [tagParameter]: String(place.number),
    },
  }
}
