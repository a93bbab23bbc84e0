import { ConnectError } from '../sdk/errors.ts'
import type { CreateNames, NamedByParts, NamedByPrefix, ResourceSettings } from './contract.ts'

type Peer = ResourceSettings['peer']

const MAX_LENGTH = 255
const MAX_NAMESPACE = 100

const leading: Readonly<Record<Peer, RegExp>> = { elasticsearch: /^[-_]/, opensearch: /^[-_+]/ }

/** The index that the peer would write a topic to. */
const indexName = (topic: string, peer: Peer): string => {
  const cut = topic.toLowerCase().slice(0, MAX_LENGTH)
  const allowed = peer === 'opensearch' ? cut.replaceAll(':', '_') : cut
  const name = allowed.replace(leading[peer], '')
  return name === '.' || name === '..' ? name.replaceAll('.', 'dot') : name
}

const named = (topic: string, peer: Peer): string => {
  const name = indexName(topic, peer)
  // a name may begin with none of these, and only one of them is taken off
  if (name === '' || /^[-_+]/.test(name))
    throw new ConnectError(
      'INVALID_CONFIG',
      `The topic ${topic} gives the index name '${name}', which is none; name the topic otherwise with a RegexRouter`,
    )
  return name
}

const byParts = ({ type, dataset, namespace }: NamedByParts, topic: string): string => {
  const part = namespace.replaceAll(`\${topic}`, () => topic.toLowerCase()).slice(0, MAX_NAMESPACE)
  return `${type}-${dataset}-${part}`
}

const byPrefix = ({ prefix }: NamedByPrefix, index: string): string =>
  prefix === undefined ? index : `${prefix}-${index}`

const existingName = (existing: ReadonlyMap<string, string>, topic: string, peer: Peer): string => {
  const name = existing.get(topic)
  if (name !== undefined) return name
  throw new ConnectError(
    'INVALID_CONFIG',
    peer === 'opensearch'
      ? `Topic \`${topic}\` is not mapped to resource`
      : `Topic '${topic}' is not mapped to any resource. All topics must be mapped when using topic-to-resource mapping configuration. Please check the 'topic.to.external.resource.mapping' configuration to ensure all topics are properly mapped.`,
  )
}

const resourceName = ({ peer, dataStreams, existing }: ResourceSettings, topic: string): string => {
  if (existing !== undefined) return existingName(existing, topic, peer)
  if (dataStreams?.by === 'parts') return byParts(dataStreams, topic)
  const index = named(topic, peer)
  return dataStreams === undefined ? index : byPrefix(dataStreams, index)
}

export const resourceNames: CreateNames = settings => {
  const names = new Map<string, string>()
  return topic => {
    const known = names.get(topic)
    if (known !== undefined) return known
    const name = resourceName(settings, topic)
    names.set(topic, name)
    return name
  }
}
