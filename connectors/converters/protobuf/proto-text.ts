/** The text of a file. */
export const proto3 = (packageName: string, body: string, ...imports: readonly string[]): string =>
  `syntax = "proto3"; package ${packageName}; ${imports.map(name => `import "${name}";`).join(' ')} ${body}`

/** The values of an enum, by their names with blanks between. */
export const numbered = (prefix: string, names: string): string =>
  names
    .split(' ')
    .map((name, i) => `${prefix}${name} = ${i};`)
    .join(' ')
