import type { Answer, Case } from './case.ts'
import { jsonExemptions } from './exempt-json.ts'
import { textExemptions } from './exempt-text.ts'
import { type Exemption, succeeded } from './exemption.ts'

const structDefault: Exemption = {
  reason: 'no schema is equal there to that of its own default, a struct',
  is: (_, there, here) =>
    'failed' in there &&
    /^(Mismatching schema|Struct schemas do not match)\.$/.test(there.message ?? '') &&
    succeeded(here),
}

export const exemptions: readonly Exemption[] = [structDefault, ...jsonExemptions, ...textExemptions]

/** Why the answers may differ; `undefined` when they may not. */
export const exemptionOf = (asked: Case, there: Answer, here: Answer): Exemption | undefined =>
  exemptions.find(({ is }) => is(asked, there, here))
