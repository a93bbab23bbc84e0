import { ConnectError } from '../../../connectors/sdk/errors.ts'

/** A login module with its options, out of `sasl.jaas.config`. */
export interface JaasEntry {
  readonly module: string
  readonly options: Readonly<Record<string, string>>
}

export const invalidJaas = (problem: string) =>
  new ConnectError('INVALID_CONFIG', `Invalid value for configuration sasl.jaas.config: ${problem}`)

const flags = 'required|requisite|sufficient|optional'
const entry = new RegExp(`^\\s*([\\w.$]+)\\s+(?:${flags})(?:\\s([\\s\\S]*))?;\\s*$`, 'i')

/** Reads `module control-flag name="value" … ;`. The values are secrets: no error shows them. */
export const readJaas = (text: string): JaasEntry => {
  const [, module, rest = ''] = entry.exec(text) ?? []
  if (module === undefined) throw invalidJaas('it must read "module required name="value" …;"')
  const options = rest.matchAll(/([\w.]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"';]+))/g)
  return {
    module,
    options: Object.fromEntries(
      [...options].map(([, name, double, single, bare]) => [
        name,
        (double ?? single ?? bare ?? '').replace(/\\(.)/g, '$1'),
      ]),
    ),
  }
}
