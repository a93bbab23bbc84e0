/** What a line of the log is about. */
export interface Subject {
  readonly connector?: string
  readonly task?: number
  readonly epoch?: number
  /** names the invocation or thread that writes it */
  readonly invocation?: string
}

export interface LogEntry extends Subject {
  readonly level: 'INFO' | 'WARN' | 'ERROR'
  readonly message: string
  /** an error and its causes, as in a status */
  readonly trace?: string
}

/** Takes one entry, for changes of state and nothing that is counted, and resolves when it is written or left out. Never rejects, and never with a secret. */
export type Log = (entry: LogEntry) => Promise<void> | undefined
