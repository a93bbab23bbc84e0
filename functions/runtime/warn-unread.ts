import { ConnectError } from '../../connectors/sdk/errors.ts'
import { validateConnector } from './connector-config.ts'
import type { Runtime } from './runtime.ts'
import type { ConnectorItem } from './state/items.ts'

/** No plugin can be told from it: that is told where it fails. */
const unknownPlugin = (error: unknown): [] => {
  if (error instanceof ConnectError && error.code === 'INVALID_CONFIG') return []
  throw error
}

/** Says in the log which keys of a configuration nobody reads, once for each set of them; resolves to what to store of it. */
export const warnOfUnreadKeys = async (
  { plugins, worker, log, host }: Pick<Runtime, 'plugins' | 'worker' | 'log' | 'host'>,
  { name, config, wanted, unread = [] }: ConnectorItem,
): Promise<Pick<ConnectorItem, 'unread'>> => {
  if (wanted !== 'RUNNING') return {}
  const warnings = await validateConnector(plugins, config, worker).then(
    found => found.warnings,
    unknownPlugin,
  )
  const keys = warnings.map(([key]) => key).sort()
  if (keys.join('\n') === unread.join('\n')) return {}
  if (keys.length > 0)
    await log({
      level: 'WARN',
      message: `Nobody reads some keys of the configuration: ${warnings.map(([, message]) => message).join('; ')}`,
      connector: name,
      invocation: host,
    })
  return { unread: keys }
}
