import { ConnectError } from '../sdk/errors.ts'

/** For what would be a text among a field's numbers, which no server takes. */
export const notFinite = (value: number): ConnectError =>
  new ConnectError('DATA', `JSON has no number for ${value}`)
