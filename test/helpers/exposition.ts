/** One series of a page in Prometheus's text format. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

interface Declared {
  readonly name: string
  readonly help: string
  readonly type: string
}

// a line ends at a line feed and nowhere else: `s`
const line = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (NaN|[+-]Inf|-?\d[\d.eE+-]*)$/s
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/gy

const unescaped = (text: string) =>
  text.replaceAll(/\\(.)/gs, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))

const labelsOf = (text: string): Record<string, string> => {
  const pairs = [...text.matchAll(label)]
  if (pairs.map(([all]) => all).join('') !== text) throw new Error(`malformed labels: {${text}}`)
  const names = pairs.map(([, name = '']) => name)
  if (new Set(names).size < names.length) throw new Error(`a label twice: {${text}}`)
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, unescaped(value)]))
}

const numberOf = (text: string) => Number(text.replace('Inf', 'Infinity'))

const sampleOf = (text: string): Sample => {
  const [, name = '', labels = '', value = ''] = line.exec(text) ?? []
  if (name === '') throw new Error(`no series: ${text}`)
  return { name, labels: labelsOf(labels), value: numberOf(value) }
}

/**
 * Reads a page in Prometheus's text format, and takes less than Prometheus does: each metric stands together, behind its
 * help and its type, once; no series comes twice.
 */
export const readExposition = (page: string): readonly Sample[] => {
  if (!page.endsWith('\n')) throw new Error('the last line has no end')
  const seen = new Set<string>()
  const samples: Sample[] = []
  let declared: Partial<Declared> = {}
  for (const text of page.slice(0, -1).split('\n')) {
    const [, what, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/s.exec(text) ?? []
    if (what === 'HELP') {
      if (seen.has(name)) throw new Error(`${name} stands in several places`)
      seen.add(name)
      declared = { name, help: rest }
    } else if (what === 'TYPE') {
      if (declared.name !== name || declared.type !== undefined)
        throw new Error(`${name}: a type without help`)
      declared = { ...declared, type: rest }
    } else {
      const sample = sampleOf(text)
      if (declared.name !== sample.name || declared.type === undefined)
        throw new Error(`${sample.name} has no help and type before it`)
      const key = JSON.stringify([sample.name, Object.entries(sample.labels).toSorted()])
      if (seen.has(key)) throw new Error(`twice: ${text}`)
      seen.add(key)
      samples.push(sample)
    }
  }
  return samples
}

/** Values of the series with these labels, and any others. */
export const valuesOf = (
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string | RegExp>> = {},
): readonly number[] =>
  samples
    .filter(sample => sample.name === name)
    .filter(sample =>
      Object.entries(labels).every(([key, wanted]) => {
        const value = sample.labels[key] ?? ''
        return wanted instanceof RegExp ? wanted.test(value) : value === wanted
      }),
    )
    .map(({ value }) => value)
