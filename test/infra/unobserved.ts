/** Why no test sees that a role makes use of what it may do. */
export interface UnobservedReason {
  /** roles and actions: `ConnectPlanRole s3:GetObject` */
  readonly of: RegExp
  readonly why: string
}

export const unobservedReasons: readonly UnobservedReason[] = [
  { of: / logs:/, why: 'Lambda and Step Functions write logs, functions do not' },
  { of: / xray:/, why: 'Lambda and Step Functions hand over traces, and the emulator takes none' },
  { of: / ec2:/, why: 'Lambda makes the network interfaces, and the emulator makes none' },
  { of: / kafka(-cluster)?:/, why: 'the emulator has no MSK; the broker beside it asks no role' },
  { of: / kms:/, why: 'DynamoDB and Lambda make use of the key; the emulator lets them without asking' },
  { of: / secretsmanager:/, why: 'the broker beside the emulator wants no login' },
  {
    of: /^(ConnectSchedulerRole|SchedulerRoleForTarget\w*) /,
    why: 'the emulator calls functions and starts children by itself, without a role',
  },
  {
    of: /^ConnectScheduleRole states:(List|Describe)MapRuns?$/,
    why: 'counts so only from half of the concurrency on; the emulator holds it against `*`, where AWS has the map run',
  },
  {
    of: /^Connect(Plan|SourceTask|SinkEvent)Role s3:/,
    why: 'a bucket is granted to all that run connectors; which of them makes use of it is the connector’s affair',
  },
  {
    of: /^ConnectSinkTaskRole s3:GetObject/,
    why: 'looks at an object only when another run has put it before',
  },
  {
    of: /^ConnectSinkTaskRole s3:AbortMultipartUpload/,
    why: 'only of objects that are larger than a part, when putting them fails',
  },
]
