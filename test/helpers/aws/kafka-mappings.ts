import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type {
  CreateEventSourceMappingRequest,
  EventSourceMappingConfiguration,
  LambdaClient,
  UpdateEventSourceMappingRequest,
} from '@aws-sdk/client-lambda'
import type { EventPoller } from '../../../infra/local/event-poller.ts'
import { startMappingPoller } from './mapping-poller.ts'

/** What Lambda answers instead of doing it. */
export class Refusal extends Error {
  readonly status: number
  constructor(status: number, name: string, message: string) {
    super(message)
    this.name = name
    this.status = status
  }
}

type Configuration = EventSourceMappingConfiguration
type Settings = Omit<UpdateEventSourceMappingRequest, 'UUID' | 'FunctionName'>

interface Mapping {
  configuration: Configuration
  poller?: EventPoller | undefined
  /** what it is changing to */
  change?: Promise<void>
}

/** How long a change takes at least, ms; on AWS up to minutes. */
const takes = 200

/** What a member with nothing in it takes away. */
const emptyValues = ['{}', '[]', '{"OnFailure":{}}', '{"Filters":[]}']

const withSettings = (configuration: Configuration, { Enabled: _, ...settings }: Settings): Configuration => {
  const all = Object.entries({ ...configuration, ...settings })
  return Object.fromEntries(all.filter(([, value]) => !emptyValues.includes(JSON.stringify(value))))
}

const check = ({ BatchSize = 100, MaximumBatchingWindowInSeconds: seconds = 0 }: Settings) => {
  if (BatchSize >= 1 && BatchSize <= 10_000 && Number.isInteger(seconds) && seconds >= 0 && seconds <= 300)
    return
  throw new Refusal(
    400,
    'InvalidParameterValueException',
    `BatchSize ${BatchSize} or MaximumBatchingWindowInSeconds ${seconds} is out of range`,
  )
}

const key = (mapping: Configuration | CreateEventSourceMappingRequest, functionArn: string | undefined) =>
  JSON.stringify([functionArn, mapping.Topics, mapping.SelfManagedEventSource])

/** Event source mappings of Kafka as Lambda keeps and polls them, for functions that `lambda` reaches. */
export const kafkaMappings = (lambda: LambdaClient) => {
  const mappings = new Map<string, Mapping>()

  const found = (id: string): Mapping => {
    const mapping = mappings.get(id)
    if (mapping !== undefined) return mapping
    throw new Refusal(404, 'ResourceNotFoundException', 'The resource you requested does not exist.')
  }

  const changeable = (id: string): Mapping => {
    const mapping = found(id)
    const { State = '' } = mapping.configuration
    if (['Enabled', 'Disabled'].includes(State)) return mapping
    throw new Refusal(400, 'ResourceInUseException', `The mapping ${id} is ${State}`)
  }

  /** Its poller has ended what it was at before anything else comes about. */
  const change = (mapping: Mapping, state: string, then: () => void): Configuration => {
    mapping.configuration.State = state
    const { poller } = mapping
    mapping.poller = undefined
    mapping.change = Promise.all([poller?.stop(), sleep(takes)]).then(then)
    return { ...mapping.configuration }
  }

  const become = (mapping: Mapping, enabled: boolean) => () => {
    const { configuration } = mapping
    configuration.State = enabled ? 'Enabled' : 'Disabled'
    configuration.StateTransitionReason = 'USER_INITIATED'
    if (enabled) mapping.poller = startMappingPoller(lambda, configuration)
  }

  return {
    has: (id: string) => mappings.has(id),
    /** `input.FunctionName`: the ARN of an alias that there is */
    create: ({ FunctionName, ...input }: CreateEventSourceMappingRequest): Configuration => {
      check(input)
      const same = [...mappings.values()].some(
        ({ configuration: other }) => key(other, other.FunctionArn) === key(input, FunctionName),
      )
      if (same)
        throw new Refusal(409, 'ResourceConflictException', 'An event source mapping of this already exists')
      const UUID = randomUUID()
      const fresh = { UUID, FunctionArn: FunctionName, BatchSize: 100 }
      const mapping = { configuration: withSettings(fresh, input) }
      mapping.configuration.LastProcessingResult = 'No records processed'
      mappings.set(UUID, mapping)
      return change(mapping, 'Creating', become(mapping, input.Enabled ?? true))
    },
    get: (id: string): Configuration => found(id).configuration,
    list: (functionArn: string): readonly Configuration[] =>
      [...mappings.values()]
        .map(({ configuration }) => configuration)
        .filter(({ FunctionArn }) => functionArn === '' || FunctionArn === functionArn),
    update: (id: string, input: Settings): Configuration => {
      check(input)
      const mapping = changeable(id)
      const wasEnabled = mapping.configuration.State === 'Enabled'
      const enabled = input.Enabled ?? wasEnabled
      mapping.configuration = withSettings(mapping.configuration, input)
      const turned = enabled ? 'Enabling' : 'Disabling'
      return change(mapping, enabled === wasEnabled ? 'Updating' : turned, become(mapping, enabled))
    },
    delete: (id: string): Configuration => {
      const mapping = changeable(id)
      return change(mapping, 'Deleting', () => void mappings.delete(id))
    },
    /** Resolves when nothing is polled any more. */
    close: async (): Promise<void> => {
      for (const { change } of mappings.values()) await change
      await Promise.all([...mappings.values()].map(({ poller }) => poller?.stop()))
      mappings.clear()
    },
  }
}

export type KafkaMappings = ReturnType<typeof kafkaMappings>
