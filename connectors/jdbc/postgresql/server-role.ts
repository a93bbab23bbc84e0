import { type DriverProperties, oneOf } from './driver-properties.ts'

const roles = [
  'any',
  'primary',
  'master',
  'secondary',
  'slave',
  'preferSecondary',
  'preferSlave',
  'preferPrimary',
] as const

interface WantedRole {
  /** whether it should be a standby; `undefined`: either is right */
  readonly standby: boolean | undefined
  /** whether the other will do when there is none */
  readonly orElse: boolean
}

/** What `targetServerType` asks for. */
export const wantedRole = ({ targetServerType }: DriverProperties): WantedRole => {
  const role = oneOf('targetServerType', targetServerType, roles)
  if (role === 'any') return { standby: undefined, orElse: false }
  return { standby: /secondary|slave/i.test(role), orElse: role.startsWith('prefer') }
}
