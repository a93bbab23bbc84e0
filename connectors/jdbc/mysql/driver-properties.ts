import { type Properties, type PropertyReader, propertyReader } from './property-reader.ts'
import { refuseUnknownSecurity, type TlsSettings, tlsSettings } from './tls-properties.ts'

/** What the parameters of Connector/J and of MariaDB's Connector/J say, as far as it means something here. */
export interface DriverSettings extends TlsSettings {
  readonly publicKeyRetrieval: boolean
  /** ms; absent: what is left of the call */
  readonly connectTimeout?: number
  /** ms without a byte from the server; absent: none */
  readonly socketTimeout?: number
  /** s that the server waits for us to take rows */
  readonly writeTimeout: number
  /** assignments of a SET statement */
  readonly sessionVariables: string
  readonly zeroDates: 'fail' | 'null' | 'round'
  readonly yearIsDate: boolean
  readonly bitIsBoolean: boolean
}

const zeroDates: Readonly<Record<string, DriverSettings['zeroDates']>> = {
  exception: 'fail',
  convert_to_null: 'null',
  converttonull: 'null',
  round: 'round',
}

const timeouts = ({ whole }: PropertyReader) => {
  const connectTimeout = whole('connectTimeout')
  const socketTimeout = whole('socketTimeout')
  return {
    ...(connectTimeout !== undefined && { connectTimeout }),
    ...(socketTimeout !== undefined && { socketTimeout }),
    writeTimeout: whole('netTimeoutForStreamingResults') ?? 600,
  }
}

/**
 * Reads the driver's properties. Throws a ConnectError `INVALID_CONFIG` for values that mean nothing, and for properties
 * that concern security and are not known; others that are not known have no effect.
 */
export const driverSettings = (properties: Properties): DriverSettings => {
  refuseUnknownSecurity(properties)
  const read = propertyReader(properties)
  return {
    ...tlsSettings(read),
    ...timeouts(read),
    publicKeyRetrieval: read.flag('allowPublicKeyRetrieval') ?? false,
    sessionVariables: read.text('sessionVariables') ?? '',
    zeroDates:
      read.choice('zeroDateTimeBehavior', zeroDates, 'EXCEPTION, CONVERT_TO_NULL or ROUND') ?? 'fail',
    yearIsDate: read.flag('yearIsDateType') ?? true,
    bitIsBoolean: (read.flag('tinyInt1isBit') ?? true) && (read.flag('transformedBitIsBoolean') ?? false),
  }
}
