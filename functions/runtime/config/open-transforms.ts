import { parseConfig } from '../../../connectors/sdk/config.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { ConnectRecord } from '../../../connectors/sdk/record.ts'
import type { TransformationStage } from '../conversion.ts'
import type { Plugins } from '../ports/plugins.ts'
import { type AliasedPlugin, aliasedPlugins } from './aliased-plugins.ts'
import { conditionConfig } from './chain-config.ts'
import { notFound } from './converter-choices.ts'
import { below } from './converters.ts'

type Properties = Readonly<Record<string, string>>

const missing = ({ prefix, named = '' }: AliasedPlugin) =>
  new ConnectError('INVALID_CONFIG', notFound(`${prefix}type`, named))

const openPredicate = (chain: readonly AliasedPlugin[], alias: string, properties: Properties) => {
  const found = chain.find(each => each.list === 'predicates' && each.alias === alias)
  if (found?.plugin?.type !== 'predicate')
    throw new ConnectError('INVALID_CONFIG', `There is no predicate ${alias}`)
  return found.plugin.open(parseConfig(found.plugin.config, below(properties, found.prefix)))
}

/** Opens the transformations of a connector, in the order in which they are applied, with their predicates. */
export const openTransforms = async (
  plugins: Plugins,
  properties: Properties,
): Promise<readonly TransformationStage[]> => {
  const chain = await aliasedPlugins(plugins, properties)
  const condition = (own: Properties) => {
    const { predicate: alias, negate } = parseConfig(conditionConfig, own)
    if (alias === null) return { passesUnread: true }
    const predicate = openPredicate(chain, alias, properties)
    const appliesTo = (record: ConnectRecord) => predicate.test(record) !== negate
    return { passesUnread: predicate.passesUnread === true, appliesTo }
  }
  return chain
    .filter(({ list }) => list === 'transforms')
    .map((each): TransformationStage => {
      const { plugin, className, prefix } = each
      if (plugin?.type !== 'transformation' || className === null) throw missing(each)
      const own = below(properties, prefix)
      const { passesUnread, ...rest } = condition(own)
      const transform = plugin.open(parseConfig(plugin.config, own))
      return {
        part: { stage: 'TRANSFORMATION', className },
        transform,
        ...rest,
        passesUnread: passesUnread && transform.passesUnread === true,
      }
    })
}
