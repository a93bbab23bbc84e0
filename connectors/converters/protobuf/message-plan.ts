import type protobuf from 'protobufjs'
import type { Schema, StructSchema } from '../../sdk/schema.ts'
import type { LogicalName } from './logical.ts'

/** What one value of a field is. */
export type Element =
  | { readonly kind: 'scalar'; readonly type: string; readonly schema: Schema }
  | { readonly kind: 'enum'; readonly type: protobuf.Enum; readonly schema: Schema }
  /** a message with one scalar, which is the value */
  | { readonly kind: 'wrapper'; readonly type: string; readonly schema: Schema }
  | { readonly kind: 'logical'; readonly name: LogicalName; readonly schema: Schema }
  | { readonly kind: 'message'; readonly plan: MessagePlan; readonly schema: Schema }

export type Shape =
  /** `missing`: what a message without the field has in it */
  | { readonly kind: 'single'; readonly element: Element; readonly missing: 'zero' | 'null' | 'error' }
  | { readonly kind: 'repeated'; readonly element: Element }
  /** `missing`: what an entry without a value has */
  | {
      readonly kind: 'map'
      readonly key: Element
      readonly keyNumber: number
      readonly value: Element
      readonly valueNumber: number
      readonly missing: 'zero' | 'null'
    }

/** A field of a message, and where its value goes. */
export interface Member {
  readonly name: string
  readonly number: number
  readonly shape: Shape
  readonly schema: Schema
  /** the field of the struct that holds the union it is in */
  readonly union: string | undefined
  /** of which at most one member is set */
  readonly oneof: protobuf.OneOf | undefined
  /** the default that the text gives it; `undefined`: the zero of its type */
  readonly standard: unknown
}

/** How a message is read. Plans and their schemas are shared, and recursive when messages are. */
export interface MessagePlan {
  readonly type: protobuf.Type
  /** neither optional nor with parameters; its fields are there when all plans are made */
  readonly schema: StructSchema
  readonly members: readonly Member[]
}
