import type { Answer, Case } from './case.ts'
import { answerText } from './compare.ts'

/** Where this project does otherwise on purpose. `example` is such a case; one that is none any more fails. */
export interface Exemption {
  readonly reason: string
  readonly example: Case
  readonly is: (asked: Case, there: Answer, here: Answer) => boolean
}

export const isOf = (asked: Case, ...names: readonly string[]): boolean => {
  const classes = 'steps' in asked ? asked.steps.map(step => step.class) : [asked.class]
  return classes.some(each => names.some(name => each.replace(/\$\w+$/, '').endsWith(`.${name}`)))
}

/** The text of an error, without the field that it blames. */
export const problem = (answer: Answer): string =>
  'failed' in answer ? (answer.message ?? '').replace(/ \(field .*\)$/s, '') : ''

export const succeeded = (answer: Answer): boolean => !('failed' in answer)

/** What a converter wrote, as text. */
export const written = (answer: Answer): string =>
  'bytes' in answer && answer.bytes !== null ? Buffer.from(answer.bytes, 'base64').toString() : ''

/** The text that a converter is to read. */
export const readText = (asked: Case): string =>
  asked.kind === 'read' && asked.bytes !== null ? Buffer.from(asked.bytes).toString() : ''

/** Whether both write the same, but for what `change` takes out. */
export const writtenAlike = (there: Answer, here: Answer, change: (text: string) => string): boolean =>
  written(there) !== '' && written(here) !== '' && change(written(there)) === change(written(here))

/** Whether both answer the same, but for what `change` takes out. */
export const answeredAlike = (there: Answer, here: Answer, change: (text: string) => string): boolean =>
  succeeded(there) && succeeded(here) && change(answerText(there)) === change(answerText(here))
