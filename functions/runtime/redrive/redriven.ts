/** How far the dead letters of a connector were sent back through it, as its first task stores it. */
export type Redriven = {
  /** the request that this is about */
  readonly asked: number
  readonly done: boolean
  /** why it ended before all letters were sent back */
  readonly problem?: string
  /** letters that went through, and those that are at the end of the queue again */
  readonly through: number
  readonly again: number
  readonly topicId?: string
  /** next offset to read of each partition of the queue, and where it ended when this was asked for */
  readonly offsets: Readonly<Record<string, number>>
  readonly ends: Readonly<Record<string, number>>
}

interface Wish {
  readonly redrive?: number
  readonly redriven?: Redriven
}

/** Whether dead letters are to be sent back before anything else. */
export const wantsRedrive = ({ redrive = 0, redriven }: Wish): boolean =>
  redrive > (redriven?.asked ?? 0) || redriven?.done === false

/** What is sent back next: what was begun, else what was asked for. */
export const nextRedrive = ({ redrive = 0, redriven }: Wish): Redriven => {
  if (redriven?.done === false) return redriven
  const { topicId, offsets = {} } = redriven ?? {}
  const kept = { offsets, ...(topicId !== undefined && { topicId }) }
  return { asked: redrive, done: false, through: 0, again: 0, ends: {}, ...kept }
}
