/** One metric with all of its series. */
export interface Family {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'untyped'
  readonly help: string
  readonly series: readonly Series[]
}

export interface Series {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export const prometheusType = 'text/plain; version=0.0.4; charset=utf-8'

const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')

const labelsOf = (labels: Series['labels']): string => {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`,
  )
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const valueText = (value: number): string =>
  Number.isFinite(value) || Number.isNaN(value) ? String(value) : value > 0 ? '+Inf' : '-Inf'

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format; metrics without series are left out. */
export const prometheusText = (families: readonly Family[]): string =>
  families
    .filter(({ series }) => series.length > 0)
    .flatMap(({ name, type, help, series }) => [
      `# HELP ${name} ${escaped(help)}`,
      `# TYPE ${name} ${type}`,
      ...series.map(({ labels, value }) => `${name}${labelsOf(labels)} ${valueText(value)}`),
    ])
    .map(line => `${line}\n`)
    .join('')
