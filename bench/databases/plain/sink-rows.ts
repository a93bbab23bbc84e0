import type { Row } from '../rows.ts'

/** What is in the messages of a sink's topic. */
export const payloadOf = (text: string): Row => JSON.parse(text).payload

/** As both databases take it. */
export const dateTime = (ms: number): string => new Date(ms).toISOString().slice(0, -1).replace('T', ' ')

// as the connectors have it by default
export const batchSize = 3_000
