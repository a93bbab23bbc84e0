import { ConnectError } from '../../sdk/errors.ts'

const understood = [
  'ApplicationName',
  'channelBinding',
  'connectTimeout',
  'currentSchema',
  'loadBalanceHosts',
  'loginTimeout',
  'options',
  'queryTimeout',
  'readOnly',
  'socketTimeout',
  'ssl',
  'sslcert',
  'sslfactory',
  'sslkey',
  'sslmode',
  'sslNegotiation',
  'sslpassword',
  'sslrootcert',
  'targetServerType',
  'tcpKeepAlive',
] as const

/** Parameters of the JDBC driver that mean something here. https://jdbc.postgresql.org/documentation/use/ */
export type DriverProperties = { readonly [name in (typeof understood)[number]]?: string }

/** They say how the Java driver works inside, or ask for what is the case here. */
const withoutEffect = new Set(
  `adaptiveFetch adaptiveFetchMaximum adaptiveFetchMinimum allowEncodingChanges assumeMinServerVersion autosave
  binaryTransfer binaryTransferDisable binaryTransferEnable cancelSignalTimeout classLoaderStrategy cleanupSavepoints
  connectExecutor connectExecutorArg convertBooleanToNumeric databaseMetadataCacheFields databaseMetadataCacheFieldsMiB
  defaultRowFetchSize disableColumnSanitiser escapeSyntaxCallMode flushCacheOnDdl groupStartupParameters gssEncMode
  gssResponseTimeout gssUseDefaultCreds hideUnprivilegedObjects hostRecheckSeconds loggerFile loggerLevel
  logServerErrorDetail logUnclosedConnections maxResultBuffer maxSendBufferSize preferQueryMode
  preparedStatementCacheQueries preparedStatementCacheSizeMiB prepareThreshold protocolVersion
  quoteReturningIdentifiers readOnlyMode receiveBufferSize reWriteBatchedInserts reWriteBatchedInsertsSize
  scramMaxIterations sendBufferSize sslResponseTimeout stringtype tcpNoDelay unknownLength xmlFactoryFactory`.split(
    /\s+/,
  ),
)

/** They name classes of Java, or ways of authentication that there are not here. */
const refused = new Set(
  `authenticationPluginClassName gsslib jaasApplicationName jaasLogin kerberosServerName localSocketAddress PGDBNAME
  PGHOST PGPORT replication requireAuth service socketFactory socketFactoryArg sslfactoryarg sslhostnameverifier
  sslpasswordcallback sspiServiceClass useSpnego`.split(/\s+/),
)

const invalid = (message: string) => new ConnectError('INVALID_CONFIG', message)

/** The parameters that mean something here. Throws `INVALID_CONFIG` for those that cannot be heeded, by name. */
export const driverProperties = (properties: Readonly<Record<string, string>>): DriverProperties => {
  const known: ReadonlySet<string> = new Set(understood)
  const heeded: Record<string, string> = {}
  for (const [name, value] of Object.entries(properties)) {
    if (refused.has(name)) throw invalid(`The parameter ${name} of a PostgreSQL URL is not supported`)
    if (known.has(name)) heeded[name] = value
    else if (!withoutEffect.has(name))
      throw invalid(`A PostgreSQL URL has no parameter ${name}: allowed are ${understood.join(', ')}`)
  }
  return heeded
}

const TRUE = /^(?:|true|on|yes|1)$/i

/** `?ssl` alone is true, as the driver has it. */
export const isOn = (value: string | undefined): boolean => value !== undefined && TRUE.test(value)

/** Seconds as ms; 0 and absent: without end. */
export const secondsOf = (name: string, value: string | undefined): number => {
  if (value === undefined) return Number.POSITIVE_INFINITY
  if (!/^\d{1,7}$/.test(value)) throw invalid(`Invalid ${name}: allowed are seconds, 0 for no limit`)
  return value === '0' ? Number.POSITIVE_INFINITY : Number(value) * 1000
}

/** One of the values that are allowed, the first of them when absent. */
export const oneOf = <T extends string>(
  name: string,
  value: string | undefined,
  allowed: readonly [T, ...T[]],
): T => {
  if (value === undefined) return allowed[0]
  const found = allowed.find(each => each.toLowerCase() === value.toLowerCase())
  if (found === undefined) throw invalid(`Invalid ${name} '${value}': allowed are ${allowed.join(', ')}`)
  return found
}
