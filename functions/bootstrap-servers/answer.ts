import { setTimeout as sleep } from 'node:timers/promises'
import type { CloudFormationCustomResourceEvent } from 'aws-lambda'

export interface Outcome {
  readonly Status: 'SUCCESS' | 'FAILED'
  readonly Reason?: string
  readonly PhysicalResourceId: string
  readonly Data?: Readonly<Record<string, string>>
}

/** An answer may have 4096 bytes. */
const longestReason = 1_000

const attempts = 3
/** ms; all attempts together stay below what the caller has left */
const attemptTime = 5_000
const pause = 500

const put = async (url: string, body: Uint8Array<ArrayBuffer>): Promise<void> => {
  // bytes, for they have no content type: the signature in the URL covers an empty one
  const response = await fetch(url, { method: 'PUT', body, signal: AbortSignal.timeout(attemptTime) })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`CloudFormation's answer was refused with status ${response.status}`)
}

/** Tells CloudFormation what became of a request; rejects when it cannot be told. */
export const answer = async (event: CloudFormationCustomResourceEvent, outcome: Outcome): Promise<void> => {
  const { ResponseURL, StackId, RequestId, LogicalResourceId } = event
  const { Reason, ...rest } = outcome
  const reason = Reason === undefined ? {} : { Reason: Reason.slice(0, longestReason) }
  const text = JSON.stringify({ ...rest, ...reason, StackId, RequestId, LogicalResourceId })
  for (let attempt = 1; ; attempt++) {
    try {
      return await put(ResponseURL, new TextEncoder().encode(text))
    } catch (error) {
      if (attempt === attempts) throw error
    }
    await sleep(pause)
  }
}
