import { ConnectError } from '../../connectors/sdk/errors.ts'

/** Others have changed what a request goes out from. */
export const staleConfig = () =>
  new ConnectError(
    'CONFLICT',
    'Cannot complete request momentarily due to stale configuration (typically caused by a concurrent config change)',
  )
