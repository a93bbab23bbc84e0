/** What is wrong with a line by the specification of CloudWatch's embedded metric format; empty when it is well. */
export const emfViolations = (line: string): readonly string[] => {
  if (!line.endsWith('\n') || line.trimEnd().includes('\n')) return ['it is not one line']
  if (Buffer.byteLength(line) > 256 * 1024) return ['it is longer than 256 KB']
  const root = JSON.parse(line)
  const { Timestamp, CloudWatchMetrics } = root._aws ?? {}
  const wrong: string[] = []
  const check = (isWell: boolean, text: string) => {
    if (!isWell) wrong.push(text)
  }
  check(Number.isSafeInteger(Timestamp) && Timestamp > 1.5e12, `Timestamp: got ${Timestamp}`)
  check(Array.isArray(CloudWatchMetrics) && CloudWatchMetrics.length > 0, 'CloudWatchMetrics is empty')
  for (const { Namespace, Dimensions, Metrics } of CloudWatchMetrics ?? []) {
    check(/^[\w.\-/#: ]{1,255}$/.test(Namespace) && !Namespace.startsWith(':'), `Namespace: got ${Namespace}`)
    check(Dimensions.length > 0, 'Dimensions is empty')
    for (const set of Dimensions) {
      check(set.length > 0 && set.length <= 30, `a set of ${set.length} dimensions`)
      for (const name of set) {
        check(/^[\x20-\x7e]{1,255}$/.test(name) && !name.startsWith(':'), `dimension ${name}`)
        const value = root[name]
        check(typeof value === 'string' && /^[\x20-\x7e]{1,1024}$/.test(value), `${name}: got ${value}`)
        check(typeof value === 'string' && /^[^:]*\S/.test(value), `${name}: got ${value}`)
      }
    }
    check(Metrics.length > 0 && Metrics.length <= 100, `${Metrics.length} metrics`)
    check(new Set(Metrics.map(nameOf)).size === Metrics.length, 'a metric is there twice')
    for (const { Name, Unit, ...rest } of Metrics) {
      check(/^[\x20-\x7e]{1,255}$/.test(Name), `metric ${Name}`)
      check(units.has(Unit), `${Name}: unit ${Unit}`)
      check(Object.keys(rest).length === 0, `${Name}: ${Object.keys(rest)}`)
      check(Number.isFinite(root[Name]) && Math.abs(root[Name]) < 2 ** 360, `${Name}: got ${root[Name]}`)
    }
  }
  return wrong
}

const nameOf = ({ Name }: { readonly Name: string }) => Name

const sizes = ['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes']
const bits = ['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits']
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
const units = new Set([
  ...['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'Count', 'Count/Second', 'None'],
  ...sizes,
  ...bits,
  ...sizes.map(unit => `${unit}/Second`),
  ...bits.map(unit => `${unit}/Second`),
])

/** What CloudWatch makes of a line: every metric with its dimensions, without their values. */
export const emfMetricsOf = (
  line: string,
): readonly { readonly name: string; readonly dimensions: string }[] => {
  const { _aws } = JSON.parse(line)
  type Directive = {
    readonly Dimensions: readonly (readonly string[])[]
    readonly Metrics: readonly { readonly Name: string }[]
  }
  return ((_aws?.CloudWatchMetrics ?? []) as readonly Directive[]).flatMap(({ Dimensions, Metrics }) =>
    Dimensions.flatMap(set => Metrics.map(({ Name }) => ({ name: Name, dimensions: set.join() }))),
  )
}
