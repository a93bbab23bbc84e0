import { GraphWidget, type IMetric, type IWidget, type YAxisProps } from 'aws-cdk-lib/aws-cloudwatch'

/** Columns that a dashboard has. */
export const columns = 24

interface Graph {
  readonly title: string
  readonly metrics: readonly IMetric[]
  readonly stacked?: boolean
  readonly axis?: YAxisProps
}

/** Graphs side by side, over the whole width. */
export const graphs = (...row: readonly Graph[]): readonly IWidget[] =>
  row.map(
    ({ title, metrics, stacked = false, axis }) =>
      new GraphWidget({
        title,
        left: [...metrics],
        stacked,
        leftYAxis: { min: 0, showUnits: false, ...axis },
        width: columns / row.length,
        height: 6,
      }),
  )
