import type { ConfigDef, ConfigOf } from './config.ts'
import type { Datum } from './record.ts'

/**
 * Thrown by a converter that has to look something up first, a schema in a registry: the same call is made again after
 * `ready`, whose rejection is taken as the call's. What was looked up is kept, so that it is rare.
 */
export class Pending extends Error {
  readonly ready: Promise<unknown>

  constructor(ready: Promise<unknown>) {
    super('Not looked up yet')
    this.name = 'Pending'
    this.ready = ready
  }
}

/** Between Connect data and the bytes in Kafka. A rejected value throws `ConnectError('DATA', …)`, or see `Pending`. */
export interface Converter {
  /** Present when bytes may pass unread: `string` as UTF-8 text, `bytes` as they are. */
  readonly passes?: 'string' | 'bytes'
  /** With `passes`: whether this value, `data` from `start` to `end`, has to be read all the same. */
  readonly looksInto?: (data: Uint8Array, start: number, end: number) => boolean
  /** What is returned is not written to again: it is sent later. */
  fromConnect(topic: string, datum: Datum): Uint8Array | null
  toConnect(topic: string, bytes: Uint8Array | null): Datum
}

export interface HeaderConverter {
  fromConnect(topic: string, key: string, datum: Datum): Uint8Array | null
  toConnect(topic: string, key: string, bytes: Uint8Array | null): Datum
}

interface ConverterPlugin<D extends ConfigDef, T> {
  /** class names that configurations may use; the first is shown */
  readonly classes: readonly string[]
  readonly version: string
  readonly config: D
  open(config: ConfigOf<D>, options: { readonly isKey: boolean }): T
}

export interface ConverterDefinition<D extends ConfigDef = ConfigDef> extends ConverterPlugin<D, Converter> {
  readonly type: 'converter'
}
export interface HeaderConverterDefinition<D extends ConfigDef = ConfigDef>
  extends ConverterPlugin<D, HeaderConverter> {
  readonly type: 'header_converter'
  /** the converter that it is besides */
  readonly of?: ConverterDefinition
}

export const defineConverter = <const D extends ConfigDef>(
  converter: Omit<ConverterDefinition<D>, 'type'>,
): ConverterDefinition<D> => ({ type: 'converter', ...converter })

export const defineHeaderConverter = <const D extends ConfigDef>(
  converter: Omit<HeaderConverterDefinition<D>, 'type'>,
): HeaderConverterDefinition<D> => ({ type: 'header_converter', ...converter })

/** A converter that is a header converter too: headers are written and read as values are. */
export const headerConverterOf = <D extends ConfigDef>(
  converter: ConverterDefinition<D>,
): HeaderConverterDefinition<D> => ({
  type: 'header_converter',
  classes: converter.classes,
  version: converter.version,
  config: converter.config,
  of: converter as unknown as ConverterDefinition,
  open: (config, options) => {
    const { fromConnect, toConnect } = converter.open(config, options)
    return {
      fromConnect: (topic, _key, datum) => fromConnect(topic, datum),
      toConnect: (topic, _key, bytes) => toConnect(topic, bytes),
    }
  },
})
