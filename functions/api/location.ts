import type { ApiEvent } from './api-event.ts'

/** The address of a connector, as the client came here. */
export const location = ({ headers, requestContext }: ApiEvent, name: string): string =>
  `${headers['x-forwarded-proto'] ?? 'http'}://${headers.host ?? requestContext.domainName}/connectors/${encodeURIComponent(name)}`
