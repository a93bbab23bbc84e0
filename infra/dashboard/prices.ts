/** USD in us-east-1, on Arm, without free tiers. As of 2026-11. */
export const prices = {
  /** https://aws.amazon.com/lambda/pricing/ */
  gigabyteSecond: 0.0000133334,
  invocation: 0.0000002,
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  readUnit: 0.000000125,
  writeUnit: 0.000000625,
  /** https://aws.amazon.com/step-functions/pricing/ */
  transition: 0.000025,
} as const
