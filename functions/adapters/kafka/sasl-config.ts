import type { SASLOptions } from 'kafkajs'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { ClientProperties } from './client-properties.ts'

const mechanisms = {
  PLAIN: 'plain',
  'SCRAM-SHA-256': 'scram-sha-256',
  'SCRAM-SHA-512': 'scram-sha-512',
} as const
const names = Object.keys(mechanisms).join(', ')

const invalid = (key: string, problem: string) =>
  new ConnectError('INVALID_CONFIG', `Invalid value for configuration ${key}: ${problem}`)

/** The options of a JAAS entry, `module control-flag name="value" … ;`. Its values are secrets: no error shows them. */
const jaasOptions = (entry: string): Record<string, string> => {
  const [, rest] =
    /^\s*[\w.$]+\s+(?:required|requisite|sufficient|optional)\s([\s\S]*);\s*$/i.exec(entry) ?? []
  if (rest === undefined) throw invalid('sasl.jaas.config', 'it must read "module required name="value" …;"')
  const options = rest.matchAll(/([\w.]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"';]+))/g)
  return Object.fromEntries(
    [...options].map(([, name, double, single, bare]) => [
      name,
      (double ?? single ?? bare ?? '').replace(/\\(.)/g, '$1'),
    ]),
  )
}

/** kafkajs's options from `sasl.mechanism` and `sasl.jaas.config`. */
export const saslOptions = (properties: ClientProperties): SASLOptions => {
  const name = (properties['sasl.mechanism'] ?? 'GSSAPI').trim().toUpperCase()
  if (!Object.hasOwn(mechanisms, name))
    throw new ConnectError(
      'INVALID_CONFIG',
      `Invalid value ${name} for configuration sasl.mechanism: String must be one of: ${names}`,
    )
  const { username, password } = jaasOptions(properties['sasl.jaas.config'] ?? '')
  if (!username || password === undefined)
    throw invalid('sasl.jaas.config', 'it must name username and password')
  return { mechanism: mechanisms[name as keyof typeof mechanisms], username, password }
}
