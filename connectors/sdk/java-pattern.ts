import type { Validator } from './config.ts'
import { ConnectError, messageOf } from './errors.ts'
import { checkPattern, limitsOf } from './java-pattern/check-pattern.ts'
import { emitPattern, groupName } from './java-pattern/emit-pattern.ts'
import { parsePattern } from './java-pattern/parse-pattern.ts'
import { parseReplacement } from './java-pattern/replacement.ts'
import { allowing } from './validators.ts'

/** A regular expression as `java.util.regex` understands it. */
export interface JavaPattern {
  /** Whether the whole text matches, as `Matcher.matches` says. Throws `DATA` for a text that Java versions judge differently. */
  matches(text: string): boolean
  /**
   * For texts that match as a whole: the text as `Matcher.replaceFirst` makes it, where the first match may be shorter;
   * `undefined` for others. A replacement with an error throws `DATA`, with Java's words, when a text matches.
   */
  replacing(replacement: string): (text: string) => string | undefined
}

const ascii = /^\p{ASCII}*$/u
const basic = /^[\0-\ud7ff\ue000-\uffff]*$/

const checkText = (pattern: string, text: string, allowed: RegExp, what: string) => {
  if (!allowed.test(text))
    throw new ConnectError('DATA', `The regular expression ${pattern} is for ${what} only, got ${text}`)
}

const compile = (pattern: string): JavaPattern => {
  const parsed = parsePattern(pattern)
  checkPattern(pattern, parsed.node)
  const source = emitPattern(parsed.node)
  const whole = new RegExp(`^(?:${source})$`, 'v')
  const first = new RegExp(source, 'vy')
  const { onlyAscii, onlyBasic } = limitsOf(parsed.node)
  const matches = (text: string): boolean => {
    if (onlyAscii) checkText(pattern, text, ascii, 'ASCII')
    if (onlyBasic) checkText(pattern, text, basic, 'characters of the basic plane')
    return whole.test(text)
  }
  const replacing = (replacement: string) => {
    let expand: ReturnType<typeof parseReplacement> | undefined
    return (text: string): string | undefined => {
      if (!matches(text)) return undefined
      expand ??= parseReplacement(replacement, parsed)
      first.lastIndex = 0
      // what matches as a whole matches at the start
      const match = first.exec(text)
      const [all = ''] = match ?? []
      const groupText = (group: number) => (group === 0 ? all : match?.groups?.[groupName(group)])
      return expand(groupText) + text.slice(all.length)
    }
  }
  return { matches, replacing }
}

/**
 * Translates a regular expression of Java's. Throws `INVALID_CONFIG`, with Java's words for what is none, and for what
 * JavaScript cannot do in the same way.
 */
export const javaPattern = (pattern: string): JavaPattern => {
  try {
    return compile(pattern)
  } catch (error) {
    throw new ConnectError('INVALID_CONFIG', messageOf(error), { cause: error })
  }
}

/** Of a key that holds a regular expression of Java's. */
export const javaRegex: Validator<string> = allowing('a regular expression of Java’s', value => {
  if (value === null) return
  try {
    compile(value)
  } catch (error) {
    throw new Error(`Invalid regex: ${messageOf(error)}`)
  }
})
