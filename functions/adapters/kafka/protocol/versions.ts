import { ConnectError } from '../../../../connectors/sdk/errors.ts'

/** Requests that are kafkajs's. */
export const apiKeys = {
  ListOffsets: 2,
  OffsetCommit: 8,
  OffsetFetch: 9,
  GroupCoordinator: 10,
  InitProducerId: 22,
  AddPartitionsToTxn: 24,
  EndTxn: 26,
} as const
export type KafkajsApi = keyof typeof apiKeys

export interface VersionRange {
  readonly minVersion: number
  readonly maxVersion: number
}

// our own requests come in one version each; Kafka 2.8 is the first with all of them
const needed = [
  ['Produce', 0, 7],
  ['Fetch', 1, 11],
  ['Metadata', 3, 12],
  ['CreateTopics', 19, 4],
] as const

/** The versions that a broker speaks, by api key; throws when one that we need is not among them. */
export const readVersions = (answer: unknown): Record<number, VersionRange> => {
  const { apiVersions } = answer as { apiVersions: readonly (VersionRange & { readonly apiKey: number })[] }
  const versions = Object.fromEntries(apiVersions.map(range => [range.apiKey, range]))
  for (const [name, key, version] of needed) {
    const range = versions[key]
    if (range === undefined || range.minVersion > version || range.maxVersion < version)
      throw new ConnectError(
        'KAFKA',
        `The broker speaks ${name} ${range ? `${range.minVersion} to ${range.maxVersion}` : 'not at all'}, needed is ${version} (Kafka 2.8 or newer)`,
        { retriable: false },
      )
  }
  return versions
}
