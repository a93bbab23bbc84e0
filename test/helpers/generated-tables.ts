const cells = (row: readonly string[]) => `| ${row.join(' | ')} |`

/** A table in Markdown; columns after the first are aligned to the right unless told otherwise. */
export const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { numbers = true }: { readonly numbers?: boolean } = {},
): string =>
  [cells(head), cells(head.map((_, i) => (i > 0 && numbers ? '---:' : '---'))), ...rows.map(cells)].join('\n')

/** A page whose tables between `<!-- name -->` and `<!-- /name -->` are the ones given. */
export const withTables = (page: string, tables: Readonly<Record<string, string>>): string =>
  Object.entries(tables).reduce((text, [name, generated]) => {
    const [begin, end] = [`<!-- ${name} -->\n`, `\n<!-- /${name} -->`]
    const [from, to] = [text.indexOf(begin), text.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`the page has no place for the table ${name}`)
    return text.slice(0, from + begin.length) + generated + text.slice(to)
  }, page)
