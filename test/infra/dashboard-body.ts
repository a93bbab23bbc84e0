import type { Template } from 'aws-cdk-lib/assertions'

interface Widget {
  readonly type: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly properties: {
    readonly title?: string
    readonly query?: string
    readonly markdown?: string
    readonly alarms?: readonly string[]
    readonly metrics?: readonly (readonly unknown[])[]
  }
}

/** A text of a template, with the names of what is only known when it is deployed. */
const resolved = (text: unknown): string => {
  if (typeof text === 'string') return text
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = text as Record<string, unknown>
  if (typeof Ref === 'string') return Ref
  if (Array.isArray(attribute)) return attribute.join('.')
  if (Array.isArray(join)) return join[1].map(resolved).join(join[0])
  throw new Error(`a text is ${JSON.stringify(text)}`)
}

/** The widgets of the only dashboard. */
export const widgetsOf = (template: Template): readonly Widget[] => {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'))
  return JSON.parse(resolved(dashboard?.Properties.DashboardBody)).widgets
}

export interface Read {
  readonly name: string
  /** names of its dimensions, sorted */
  readonly dimensions: string
}

const search = /SEARCH\('\{"([^"]+)",([\w,]+)\} MetricName="([^"]+)"/g

const read = (name: string, dimensions: readonly string[]): Read => ({
  name,
  dimensions: dimensions.toSorted().join(),
})

/** Metrics of a namespace that a dashboard shows. */
export const shownMetrics = (template: Template, namespace: string): readonly Read[] =>
  widgetsOf(template)
    .flatMap(({ properties }) => properties.metrics ?? [])
    .flatMap(([first, name, ...rest]) => {
      if (first === namespace)
        return [read(String(name), rest.filter((r, i) => typeof r === 'string' && i % 2 === 0) as string[])]
      const { expression = '' } = (typeof first === 'object' ? first : {}) as { readonly expression?: string }
      return [...expression.matchAll(search)].flatMap(([, of, dimensions = '', metric = '']) =>
        of === namespace ? [read(metric, dimensions.split(','))] : [],
      )
    })

interface Statistic {
  readonly Namespace?: string
  readonly MetricName?: string
  readonly Dimensions?: readonly { readonly Name: string }[]
}

/** Metrics of a namespace that alarms watch. */
export const watchedMetrics = (template: Template, namespace: string): readonly Read[] =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm')).flatMap(({ Properties }) => {
    type Query = { readonly MetricStat?: { readonly Metric: Statistic } }
    const own: readonly Statistic[] = [Properties]
    const queried = ((Properties.Metrics ?? []) as readonly Query[]).flatMap(m => m.MetricStat?.Metric ?? [])
    return [...own, ...queried]
      .filter(({ Namespace }) => Namespace === namespace)
      .map(({ MetricName = '', Dimensions = [] }) =>
        read(
          MetricName,
          Dimensions.map(({ Name }) => Name),
        ),
      )
  })

/** Fields of log lines that a dashboard's queries read. */
export const queriedFields = (template: Template): readonly string[] =>
  widgetsOf(template).flatMap(({ properties }) =>
    [...(properties.query ?? '').matchAll(/`([^`]+)`/g)].map(([, field = '']) => field),
  )
