import { isDeepStrictEqual as same } from 'node:util'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { defaultWindow } from '../config/event-config.ts'
import type { SinkConfig } from '../connector-config.ts'
import type { EventSource, EventSourceSettings, EventSources } from '../ports/event-sources.ts'
import type { Start } from './positions.ts'

/** What the mapping of each topic of a running connector is to be. */
export const eventSourceSettings = (
  config: SinkConfig,
  { group, reset }: Start,
): readonly EventSourceSettings[] =>
  config.topics.map(topic => ({
    topic,
    group,
    startingPosition: reset === 'latest' ? 'latest' : 'earliest',
    enabled: true,
    batchSize: config['event.batch.size'],
    batchWindow: config['event.batch.window.ms'],
    filter: config['event.filter'],
    onFailure: config['event.on.failure.destination'],
    pollers: pollersOf(config),
  }))

/** Whether the event source leaves records out: those that a filter does not match, and those that failed too often. */
export const passesOver = (
  config: {
    readonly [K in 'event.filter' | 'event.on.failure.destination']?: string
  },
): boolean => Boolean(config['event.filter']?.trim() || config['event.on.failure.destination']?.trim())

/** With Lambda's own defaults, which it shows in what it lists. */
const pollersOf = (config: SinkConfig): EventSourceSettings['pollers'] => {
  const [min, max] = [config['event.provisioned.pollers.min'], config['event.provisioned.pollers.max']]
  return min === null && max === null ? null : { min: min ?? 1, max: max ?? 200 }
}

export interface WantedSources {
  readonly connector: string
  /** `disabled`: those that there are, without being active */
  readonly settings: readonly EventSourceSettings[] | 'disabled'
  /** whether there is such a topic: a mapping is created only then, and stays whatever becomes of the topic */
  readonly isThere: (topic: string) => boolean
  /** called before a mapping becomes active: its group is to stand where the connector goes on */
  readonly beforeStart: (settings: EventSourceSettings) => Promise<void>
}

/** Brings the mappings of a connector to what is wanted, as far as they allow it now. Resolves to whether they are so. */
export const reconcileEventSources = async (
  sources: EventSources,
  { connector, settings, isThere, beforeStart }: WantedSources,
): Promise<boolean> => {
  const present = await sources.list(connector)
  const wanted =
    settings === 'disabled' ? present.map(source => ({ ...source.settings, enabled: false })) : settings
  if (settings !== 'disabled') await (settings.length > 0 ? sources.attach(connector) : undefined)
  let settled = true
  for (const source of present) {
    if (source.changing) settled = false
    else if (await adjust(sources, source, { wanted, beforeStart })) settled = false
  }
  const isMissing = (topic: string) => present.every(source => source.settings.topic !== topic)
  for (const missing of wanted.filter(({ topic }) => isMissing(topic) && isThere(topic))) {
    await beforeStart(missing)
    await sources.create(connector, missing)
    settled = false
  }
  if (present.length === 0 && wanted.length === 0) await sources.detach(connector)
  if (settings !== 'disabled') checkProblems(present)
  return settled
}

/** A connector whose events do not come must not look as if it ran. */
const checkProblems = (sources: readonly EventSource[]): void => {
  const problems = sources.flatMap(({ settings, problem }) =>
    problem === undefined ? [] : [`topic ${settings.topic}: ${problem}`],
  )
  if (problems.length > 0)
    throw new ConnectError('EXTERNAL', `The event source has a problem. ${problems.join('; ')}`)
}

/** Whether it had to be changed. */
const adjust = async (
  sources: EventSources,
  source: EventSource,
  {
    wanted,
    beforeStart,
  }: Pick<WantedSources, 'beforeStart'> & { readonly wanted: readonly EventSourceSettings[] },
): Promise<boolean> => {
  const settings = wanted.find(({ topic }) => topic === source.settings.topic)
  if (settings === undefined || mustBeAnother(source, settings)) {
    await sources.delete(source)
    return true
  }
  if (same(settings, source.settings) && source.outdated !== true) return false
  if (settings.enabled && !source.settings.enabled) await beforeStart(settings)
  await sources.update(source, settings)
  return true
}

const mustBeAnother = ({ settings: is, obsolete }: EventSource, wanted: EventSourceSettings): boolean =>
  obsolete === true ||
  is.group !== wanted.group ||
  is.startingPosition !== wanted.startingPosition ||
  // what was passed over meanwhile has to be read again
  (wanted.filter === '' && is.filter !== '') ||
  (wanted.onFailure === '' && is.onFailure !== '') ||
  (wanted.batchWindow === defaultWindow && is.batchWindow !== defaultWindow)
