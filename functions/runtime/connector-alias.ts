import { ConnectError } from '../../connectors/sdk/errors.ts'

/**
 * A connector's name as the alias of a function, from which it is told: letters, digits and `-` stand for themselves,
 * every other byte of its UTF-8 is `_` and two hexadecimal digits; so is the first of a name of digits alone, which no
 * alias may have.
 */
export const aliasOf = (connector: string): string => {
  const text = connector.replace(/[^A-Za-z0-9-]/gu, escaped)
  const alias = /^[0-9]+$/.test(text) ? escaped(text.slice(0, 1)) + text.slice(1) : text
  if (alias.length <= longest) return alias
  throw new ConnectError(
    'INVALID_CONFIG',
    `Invalid value ${connector} for configuration name: with run.mode=event the name is an alias of a function, got ${alias.length} characters (all but letters, digits and - count three a byte), allowed are ${longest}`,
  )
}

/** The connector that the alias at the end of a function's ARN names. */
export const connectorOfArn = (functionArn: string): string => {
  const [, , , , , , , alias] = functionArn.split(':')
  if (alias !== undefined && /^([A-Za-z0-9-]|_[0-9A-F]{2})+$/.test(alias))
    return decodeURIComponent(alias.replaceAll('_', '%'))
  throw new ConnectError(
    'INVALID_REQUEST',
    `${functionArn} has no alias that names a connector, expected is one of those that plans make`,
  )
}

const longest = 128

const escaped = (character: string): string =>
  [...Buffer.from(character)].map(byte => `_${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
