import { ConnectError } from '../../connectors/sdk/errors.ts'
import type {
  EventSource,
  EventSourceSettings,
  EventSources,
} from '../../functions/runtime/ports/event-sources.ts'

interface Mapping {
  readonly id: string
  readonly connector: string
  settings: EventSourceSettings
  state: 'steady' | 'changing' | 'going'
  problem?: string
}

/** Event source mappings in memory, whose changes take until `settle`. */
export const memoryEventSources = () => {
  const attached = new Set<string>()
  let mappings: Mapping[] = []
  let made = 0
  const calls: string[] = []

  const find = ({ id }: EventSource): Mapping => {
    const mapping = mappings.find(each => each.id === id)
    if (mapping === undefined)
      throw new ConnectError('EXTERNAL', `There is no mapping ${id}`, { retriable: false })
    if (mapping.state !== 'steady') throw new ConnectError('EXTERNAL', `The mapping ${id} is in use`)
    return mapping
  }

  const sources: EventSources = {
    attach: async connector => {
      if (!attached.has(connector)) calls.push(`attach ${connector}`)
      attached.add(connector)
    },
    detach: async connector => {
      calls.push(`detach ${connector}`)
      attached.delete(connector)
    },
    list: async connector =>
      mappings
        .filter(each => each.connector === connector)
        .map(({ id, settings, state, problem }) => ({
          id,
          settings,
          changing: state !== 'steady',
          ...(problem !== undefined && { problem }),
        })),
    create: async (connector, settings) => {
      if (!attached.has(connector)) throw new ConnectError('EXTERNAL', `${connector} is not attached`)
      calls.push(`create ${settings.topic}`)
      mappings.push({ id: `mapping-${++made}`, connector, settings, state: 'changing' })
    },
    update: async (source, settings) => {
      calls.push(`update ${settings.topic}`)
      Object.assign(find(source), { settings, state: 'changing' })
    },
    delete: async source => {
      calls.push(`delete ${source.settings.topic}`)
      Object.assign(find(source), { state: 'going' })
    },
  }
  return {
    sources,
    /** calls that changed something, in their order */
    calls,
    attached,
    settings: () => mappings.filter(({ state }) => state !== 'going').map(({ settings }) => settings),
    /** what keeps the mapping of a topic from handing anything over */
    trouble: (topic: string, problem: string | undefined) => {
      for (const mapping of mappings.filter(each => each.settings.topic === topic)) {
        delete mapping.problem
        if (problem !== undefined) mapping.problem = problem
      }
    },
    /** what was asked for has come about */
    settle: () => {
      mappings = mappings.filter(({ state }) => state !== 'going')
      for (const mapping of mappings) mapping.state = 'steady'
    },
  }
}
