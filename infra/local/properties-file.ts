import { readFileSync } from 'node:fs'
import { parseProperties } from '../../connectors/sdk/properties.ts'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
}

const reasonOf = (error: unknown) =>
  (error instanceof Error && 'code' in error && reasons[String(error.code)]) || String(error)

/** Text in UTF-8, or in Latin-1 (Java's own choice) where it is not valid UTF-8. */
export const readText = (path: string): string => {
  try {
    const bytes = readFileSync(path)
    const utf8 = bytes.toString('utf8')
    return utf8.includes('\ufffd') ? bytes.toString('latin1') : utf8
  } catch (error) {
    throw new Error(`cannot read ${path}: ${reasonOf(error)}`, { cause: error })
  }
}

export const readPropertiesFile = (path: string): Readonly<Record<string, string>> => {
  const text = readText(path)
  try {
    return parseProperties(text)
  } catch (error) {
    throw new Error(`cannot read ${path}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
}
