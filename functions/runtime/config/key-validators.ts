import type { Validator } from '../../../connectors/sdk/config.ts'
import { allowing } from '../../../connectors/sdk/validators.ts'

/** Bytes of a connector's name: what a sort key of the state table may have. */
const longestName = 1024

/** A connector that no path of the REST API leads to could not be stopped any more. */
const checkAddress = (name: string): void => {
  if (name === '.' || name === '..') throw new Error('String may not be . or .., which no path can have')
  // API Gateway decodes a path before it is taken apart: another connector would be meant
  if (/[/?]/.test(name)) throw new Error('String may not contain / or ?, where a part of a path ends')
  if (!name.isWellFormed()) throw new Error('String may not contain half a pair of surrogates')
  const bytes = new TextEncoder().encode(name).length
  if (bytes > longestName)
    throw new Error(`String has ${bytes} bytes in UTF-8, allowed are at most ${longestName}`)
}

/** Absence is reported by the key being required. */
const checkName = (value: string | null): void => {
  if (value === null) return
  if (value === '') throw new Error('String may not be empty')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  const controls = value.match(/[\u0000-\u001f\u007f-\u009f]/g)
  if (controls !== null) {
    const codes = controls.map(c => c.charCodeAt(0)).join(', ')
    throw new Error(`String may not contain control sequences but had the following ASCII chars: ${codes}`)
  }
  checkAddress(value)
}

export const nameOfConnector: Validator<string> = allowing(
  `1 to ${longestName} bytes in UTF-8, no control characters, no \`/\`, no \`?\`; not \`.\`, \`..\``,
  checkName,
)

export const noDuplicates: Validator<readonly string[]> = allowing('each once', value => {
  if (value !== null && new Set(value).size < value.length) throw new Error('Duplicate alias provided.')
})

/** Of keys with regular expressions: `patternProblems` judges them. */
export const regex: Validator<string> = allowing('a regular expression of Java’s', () => undefined)
export const regexes: Validator<readonly string[]> = allowing(
  'regular expressions of Java’s',
  () => undefined,
)
