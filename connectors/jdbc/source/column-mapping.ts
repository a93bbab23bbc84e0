import { ConnectError, messageOf } from '../../sdk/errors.ts'
import { javaPattern } from '../../sdk/java-pattern.ts'
import { allowing } from '../../sdk/validators.ts'

interface Shape {
  readonly form: string
  /** Throws when it names no columns. */
  columns(text: string): readonly string[]
}

const list: Shape = {
  form: 'regex:[col1|col2|...]',
  columns: text => {
    if (!(text.startsWith('[') && text.endsWith(']')))
      throw new Error('Columns list must be enclosed in square brackets')
    const content = text.slice(1, -1)
    if (content.trim() === '') throw new Error('Columns list cannot be empty')
    const columns = content.split('|').map(column => column.trim())
    if (columns.includes('')) throw new Error('Every column name should be non-empty string')
    return columns
  },
}

const single: Shape = {
  form: 'regex:columnName',
  columns: text => {
    if (text === '') throw new Error('Column name cannot be empty')
    return [text]
  },
}

const readMapping = (shape: Shape, mapping: string) => {
  const parts = mapping.split(':')
  const [regex = '', columns = ''] = parts.map(part => part.trim())
  if (parts.length !== 2) throw new Error(`Invalid format. Expected '${shape.form}'`)
  try {
    return { pattern: javaPattern(regex), columns: shape.columns(columns) }
  } catch (error) {
    throw error instanceof ConnectError
      ? new Error(`Invalid regular expression: ${messageOf(error)}`, { cause: error })
      : error
  }
}

const mappings = (shape: Shape) =>
  allowing<readonly string[]>(`texts of the form \`${shape.form}\``, value => {
    for (const mapping of value ?? []) if (mapping !== '') readMapping(shape, mapping)
  })

export const timestampMappings = mappings(list)
export const columnMappings = mappings(single)

const mappedBy = (shape: Shape, what: string) => (given: readonly string[]) => {
  const read = given.map(mapping => readMapping(shape, mapping))
  /** Throws unless the table matches exactly one of them. */
  return (table: string): readonly string[] => {
    const [first, second] = read.filter(({ pattern }) => pattern.matches(table))
    if (first !== undefined && second === undefined) return first.columns
    const how =
      first === undefined ? 'does not match any of the provided' : 'matches more than one of the provided'
    throw new ConnectError(
      'INVALID_CONFIG',
      `Error while validating ${what} column mappings: Included table '${table}' ${how} regexes`,
    )
  }
}

export const timestampsOf = mappedBy(list, 'timestamp')
export const incrementingOf = mappedBy(single, 'incrementing')
