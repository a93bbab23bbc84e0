import { ConnectError } from './errors.ts'

/** The error of what recurs into a value: `DATA` when the value nests deeper than the stack, else as it is. */
export const depthError = (error: unknown): unknown =>
  error instanceof RangeError && error.message.includes('call stack')
    ? new ConnectError('DATA', 'The value nests too deeply', { cause: error })
    : error
