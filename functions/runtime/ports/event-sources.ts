/** What an event source mapping is to be: records of one topic, handed to a connector in batches. */
export interface EventSourceSettings {
  readonly topic: string
  /** the consumer group whose offsets say where it goes on */
  readonly group: string
  /** where it begins when the group has no offset */
  readonly startingPosition: 'earliest' | 'latest'
  readonly enabled: boolean
  readonly batchSize: number
  /** how long records are gathered at most, ms */
  readonly batchWindow: number
  /** JSON in the syntax of Lambda's event filtering; empty: everything matches */
  readonly filter: string
  /** where batches go that failed too often; empty: nowhere, they are tried for ever */
  readonly onFailure: string
  /** pollers that are always there, and may be; `null`: as many as are needed. What failed of a batch is told apart only with them. */
  readonly pollers: { readonly min: number; readonly max: number } | null
}

/** An event source mapping as it is. */
export interface EventSource {
  readonly id: string
  /** of one that is changing, what it will be */
  readonly settings: EventSourceSettings
  /** nothing may be changed now: it is being created, changed or deleted */
  readonly changing: boolean
  /** it can only be deleted: something that cannot be changed is not as this deployment has it */
  readonly obsolete?: boolean
  /** something else is not as this deployment has it, which an update puts right */
  readonly outdated?: boolean
  /** why it hands nothing over although it should, in the words of what runs it */
  readonly problem?: string
}

/**
 * Event source mappings by connector. Calls resolve when the change was accepted; it takes effect later, up to minutes
 * on AWS, and until then the mapping is `changing`. Rejections are `ConnectError('EXTERNAL', …)`, retriable unless it was refused.
 */
export interface EventSources {
  /** Makes sure that the connector can be handed events, by the code of this deployment. Again changes nothing. */
  attach(connector: string): Promise<void>
  /** The opposite, when it has no mapping any more. */
  detach(connector: string): Promise<void>
  /** those of the connector, also while they are deleted; consistent with the calls before */
  list(connector: string): Promise<readonly EventSource[]>
  create(connector: string, settings: EventSourceSettings): Promise<void>
  /** Topic, group and starting position cannot be changed, nor the window be made Lambda's default of 500 ms again. */
  update(source: EventSource, settings: EventSourceSettings): Promise<void>
  delete(source: EventSource): Promise<void>
}
