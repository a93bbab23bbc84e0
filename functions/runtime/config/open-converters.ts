import { parseConfig } from '../../../connectors/sdk/config.ts'
import type { Converter, HeaderConverter } from '../../../connectors/sdk/converter.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Plugins } from '../ports/plugins.ts'
import { notFound } from './converter-choices.ts'
import { type ConverterKey, chosen } from './converters.ts'

type Properties = Readonly<Record<string, string>>

interface Converters {
  readonly key: Converter
  readonly value: Converter
  readonly header: HeaderConverter
}

/** Opens the converters of a connector, inherited from the worker where it names none. */
export const openConverters = async (
  plugins: Plugins,
  connector: Properties,
  worker: Properties,
): Promise<Converters> => {
  const missing = (key: ConverterKey, className: string) =>
    new ConnectError('INVALID_CONFIG', notFound(key, className))
  const open = async (key: 'key.converter' | 'value.converter') => {
    const { className, properties } = chosen(key, connector, worker)
    const plugin = await plugins.find(['converter'], className)
    if (plugin === undefined) throw missing(key, className)
    return plugin.open(parseConfig(plugin.config, properties), { isKey: key === 'key.converter' })
  }
  const openHeader = async () => {
    const { className, properties } = chosen('header.converter', connector, worker)
    const plugin = await plugins.find(['header_converter'], className)
    if (plugin === undefined) throw missing('header.converter', className)
    return plugin.open(parseConfig(plugin.config, properties), { isKey: false })
  }
  const [key, value, header] = await Promise.all([
    open('key.converter'),
    open('value.converter'),
    openHeader(),
  ])
  return { key, value, header }
}
