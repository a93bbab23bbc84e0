import type { Finding } from '../sdk/problem.ts'
import { type Json, objectAt } from './object-at.ts'
import type { SinkSettings } from './settings.ts'

const urlKey = 'connection.url'

/** `index read-only / allow delete`, which a server sets itself. */
const DISKS_ARE_FULL = '12'

const descriptions = (blocks: Json): string =>
  Object.values(blocks)
    .map(block => String(objectAt(block).description))
    .join(', ')

/** `create_index` alone: what is there can be written to. */
const takesWrites = (blocks: Json): boolean =>
  Object.values(blocks).every(block => String(objectAt(block).levels) === 'create_index')

const ofCluster = function* (blocks: Json): Iterable<Finding> {
  if (!takesWrites(blocks))
    yield [urlKey, `The cluster takes no writes (${descriptions(blocks)}); remove cluster.blocks.*`]
  else if (Object.keys(blocks).length > 0)
    yield [
      urlKey,
      `No index can be created (${descriptions(blocks)}); make it by hand or remove cluster.blocks.create_index`,
      'warning',
    ]
}

const ofNamed = function* (indices: Json, { existing, keys }: SinkSettings): Iterable<Finding> {
  for (const name of existing?.names ?? []) {
    const blocks = objectAt(indices, name)
    if (Object.keys(blocks).length > 0)
      yield [
        keys.resources,
        `The index ${name} takes no writes (${descriptions(blocks)}); remove its index.blocks.*`,
        'warning',
      ]
  }
}

const ofDisks = function* (indices: Json): Iterable<Finding> {
  const full = Object.entries(indices).find(([, blocks]) => DISKS_ARE_FULL in objectAt(blocks))
  if (full === undefined) return
  const [name, blocks] = full
  yield [
    urlKey,
    `The disks of the cluster are full, or have been: index ${name} takes no writes (${descriptions(objectAt(blocks))})`,
    'warning',
  ]
}

/** Of the state of a cluster: blocks of it, and of the indices that the configuration names; of others, when the disks are full. */
export const blockFindings = function* (state: unknown, settings: SinkSettings): Iterable<Finding> {
  const indices = objectAt(state, 'blocks', 'indices')
  yield* ofCluster(objectAt(state, 'blocks', 'global'))
  yield* ofNamed(indices, settings)
  yield* ofDisks(indices)
}
