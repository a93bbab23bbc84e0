import { inspect } from 'node:util'

const HIDDEN = '[hidden]'

/** A secret: printed, logged or serialised it reads `[hidden]`; only `reveal` gives it away. */
export class Password {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return HIDDEN
  }

  toJSON(): string {
    return HIDDEN
  }

  [inspect.custom](): string {
    return HIDDEN
  }
}
