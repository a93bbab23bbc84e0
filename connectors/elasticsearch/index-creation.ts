import { ConnectError } from '../sdk/errors.ts'
import type { Call, CallServer, ResourceSettings } from './contract.ts'
import { createDataStream, existsAlready } from './data-stream.ts'
import { type CurrentMapping, readMapping } from './index-mapping.ts'
import type { Mapping } from './mapping.ts'
import { refusal } from './refusal.ts'

export interface Wanted {
  readonly name: string
  /** of its first record */
  readonly mapping: Mapping | undefined
}

const missing = (name: string, { peer }: ResourceSettings) =>
  new ConnectError(
    'INVALID_CONFIG',
    `There is no index, data stream or alias ${name}, which topic.to.${peer === 'opensearch' ? 'existing' : 'external'}.resource.mapping names: it is not created by the connector`,
  )

const create = async (call: CallServer, resources: ResourceSettings, wanted: Wanted): Promise<void> => {
  if (resources.dataStreams !== undefined) return createDataStream(call, resources.dataStreams, wanted)
  const request: Call = { method: 'PUT', path: `/${encodeURIComponent(wanted.name)}` }
  const answer = await call(request)
  if (answer.status >= 300 && !existsAlready(answer))
    throw refusal(`Creating the index ${wanted.name}`, answer)
}

/** The mapping of a resource, which is created when it is not there. */
export const ensureResource = async (
  call: CallServer,
  resources: ResourceSettings,
  wanted: Wanted,
): Promise<CurrentMapping> => {
  const known = await readMapping(call, wanted.name)
  if (known !== undefined) return known
  if (resources.existing !== undefined) throw missing(wanted.name, resources)
  await create(call, resources, wanted)
  const created = await readMapping(call, wanted.name)
  if (created !== undefined) return created
  throw new ConnectError('EXTERNAL', `${wanted.name} was created, and is not there`, { retriable: true })
}
