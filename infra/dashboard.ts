import { Duration } from 'aws-cdk-lib'
import { Dashboard as CloudWatchDashboard, PeriodOverride } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { connectorRows } from './dashboard/connector-rows.ts'
import { costRow } from './dashboard/cost-row.ts'
import type { DashboardProps } from './dashboard/dashboard-props.ts'
import { serviceRows } from './dashboard/service-rows.ts'
import { alarmRow, logRow, runbookRow, stateRow } from './dashboard/state-rows.ts'

export type { DashboardProps }

/** What an operator looks at: what is wrong, which connector it is, what to do; then what everything does, and costs. */
export class Dashboard extends Construct {
  readonly dashboard: CloudWatchDashboard

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id)
    const { alarms = [], dashboardName } = props
    this.dashboard = new CloudWatchDashboard(this, 'Dashboard', {
      ...(dashboardName !== undefined && { dashboardName }),
      defaultInterval: Duration.hours(3),
      // sums of five minutes would otherwise become sums of whatever the range shown makes of them
      periodOverride: PeriodOverride.INHERIT,
    })
    const rows = [
      alarmRow(alarms),
      stateRow(props),
      logRow(props),
      runbookRow(),
      ...connectorRows(props),
      ...serviceRows(props),
      costRow(props),
    ]
    for (const row of rows) this.dashboard.addWidgets(...row)
  }
}
