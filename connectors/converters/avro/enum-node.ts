import { ConnectError } from '../../sdk/errors.ts'
import type { Schema } from '../../sdk/schema.ts'
import type { AvroOptions } from './avro-config.ts'
import { connectProps } from './connect-props.ts'
import { CONNECT_ENUM_DOC, checkName, ENUM_DEFAULT, ENUM_DOC, splitName } from './names.ts'
import type { EnumNode } from './schema-node.ts'

interface EnumOptions {
  readonly options: AvroOptions
  /** what the enum's doc and default are kept under */
  readonly name: string
}

/** The enum of a string schema, whose parameters hold name and symbols. */
export const enumNode = (schema: Schema, parameter: string, { options, name }: EnumOptions): EnumNode => {
  const { parameters = {} } = schema
  const own = splitName(name).name
  const discard = options['discard.type.doc.default']
  const fullName = parameters[parameter]
  if (fullName === undefined) throw new ConnectError('DATA', `An enum has no parameter ${parameter}`)
  const symbols = Object.keys(parameters)
    .filter(key => key.startsWith(`${parameter}.`))
    .map(key => checkName(key.slice(parameter.length + 1)))
  const symbol = discard ? undefined : parameters[ENUM_DEFAULT + own]
  if (symbol !== undefined && !symbols.includes(symbol))
    throw new ConnectError('DATA', `The Enum Default: ${symbol} is not in the enum symbol set: ${symbols}`)
  return {
    type: 'enum',
    fullName,
    doc: parameters[discard ? CONNECT_ENUM_DOC : ENUM_DOC + own],
    symbols,
    default: symbol,
    props: connectProps(schema, options),
  }
}
