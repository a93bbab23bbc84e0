import type { Answer, Case } from './case.ts'
import { debeziumExemptions } from './exempt-debezium.ts'
import { jsonExemptions } from './exempt-json.ts'
import { headerExemptions, textExemptions } from './exempt-text.ts'
import { patternExemptions, structureExemptions } from './exempt-transforms.ts'
import type { Exemption } from './exemption.ts'

export const exemptions: readonly Exemption[] = [
  ...debeziumExemptions,
  ...textExemptions,
  ...headerExemptions,
  ...jsonExemptions,
  ...structureExemptions,
  ...patternExemptions,
]

/** Why the answers may differ; `undefined` when they may not. */
export const exemptionOf = (asked: Case, there: Answer, here: Answer): Exemption | undefined =>
  exemptions.find(({ is }) => is(asked, there, here))
