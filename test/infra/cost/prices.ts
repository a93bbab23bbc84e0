const million = 1_000_000
/** hours of a month, and seconds, as AWS counts them */
export const monthHours = 730
export const monthSeconds = monthHours * 3_600

/**
 * US dollars in us-east-1, looked up on 2026-11-26, with the pages that have them. Free tiers are left out: what they
 * take off is listed on the page.
 */
export const prices = {
  /** https://aws.amazon.com/lambda/pricing/ (Arm) */
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2 / million,
  /** https://aws.amazon.com/step-functions/pricing/ (Standard) */
  stateTransition: 25 / million,
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  writeUnit: 0.625 / million,
  readUnit: 0.125 / million,
  /** https://aws.amazon.com/eventbridge/pricing/ */
  scheduled: 1 / million,
  /** https://aws.amazon.com/cloudwatch/pricing/ */
  logGb: 0.5,
  metric: 0.3,
  alarm: 0.1,
  dashboard: 3,
  /** https://aws.amazon.com/xray/pricing/ */
  trace: 5 / million,
  /** https://aws.amazon.com/lambda/pricing/: provisioned pollers of an event source mapping, an hour */
  eventPollerUnitHour: 0.185,
  /** https://aws.amazon.com/s3/pricing/ */
  s3Put: 5 / million,
  /** https://aws.amazon.com/vpc/pricing/: an hour in one zone, and a GB */
  natGatewayHour: 0.045,
  natGatewayGb: 0.045,
  /** https://aws.amazon.com/privatelink/pricing/: an hour in one zone, and a GB */
  endpointHour: 0.01,
  endpointGb: 0.01,
  /** https://aws.amazon.com/msk/pricing/ */
  mskConnectUnitHour: 0.11,
  /** https://aws.amazon.com/ec2/pricing/on-demand/: Linux */
  t4gMediumHour: 0.0336,
  c7gXlargeHour: 0.145,
} as const
