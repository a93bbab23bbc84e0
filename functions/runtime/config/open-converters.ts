import { parseConfig } from '../../../connectors/sdk/config.ts'
import type { ConverterDefinition, HeaderConverterDefinition } from '../../../connectors/sdk/converter.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Conversion } from '../conversion.ts'
import type { Plugins } from '../ports/plugins.ts'
import { notFound } from './converter-choices.ts'
import { type ConverterKey, chosen } from './converters.ts'

type Properties = Readonly<Record<string, string>>

/** Opens the converters of a connector, inherited from the worker where it names none. */
export const openConverters = async (
  plugins: Plugins,
  connector: Properties,
  worker: Properties,
): Promise<Omit<Conversion, 'transforms'>> => {
  const found = async <P extends ConverterDefinition | HeaderConverterDefinition>(
    key: ConverterKey,
    find: (className: string) => Promise<P | undefined>,
  ) => {
    const { className, properties } = chosen(key, connector, worker)
    const plugin = await find(className)
    if (plugin === undefined) throw new ConnectError('INVALID_CONFIG', notFound(key, className))
    return {
      plugin,
      config: parseConfig(plugin.config, properties),
      className: plugin.classes[0] ?? className,
    }
  }
  const [key, value, header] = await Promise.all([
    found('key.converter', name => plugins.find(['converter'], name)),
    found('value.converter', name => plugins.find(['converter'], name)),
    found('header.converter', name => plugins.find(['header_converter'], name)),
  ])
  return {
    key: key.plugin.open(key.config, { isKey: true }),
    value: value.plugin.open(value.config, { isKey: false }),
    header: header.plugin.open(header.config, { isKey: false }),
    parts: {
      key: { stage: 'KEY_CONVERTER', className: key.className },
      value: { stage: 'VALUE_CONVERTER', className: value.className },
      header: { stage: 'HEADER_CONVERTER', className: header.className },
    },
  }
}
