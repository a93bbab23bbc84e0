import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { Route, TableRequest } from './memory-table.ts'

const failed = (request: TableRequest, what: string) =>
  new ConnectError('STATE', `${request.writes.map(({ kind }) => kind).join(', ') || request.call}: ${what}`)

type Matches = (request: TableRequest) => boolean

/** Requests that match are applied, but their answers never arrive. */
export const losingAnswers =
  (matches: Matches): Route =>
  async (request, land) => {
    const answer = land()
    if (matches(request)) throw failed(request, 'the answer was lost')
    return answer
  }

/** Requests that match reject at once; each call of `landNext` applies the oldest of them that has not landed. */
export const landingLate = (matches: Matches) => {
  const late: (() => void)[] = []
  const route: Route = async (request, land) => {
    if (!matches(request)) return land()
    late.push(land)
    throw failed(request, 'timed out')
  }
  return { route, landNext: () => late.shift()?.(), waiting: () => late.length }
}

/** A request that stands before the table until the test decides what becomes of it. Each is decided once. */
export interface HeldRequest {
  readonly request: TableRequest
  /** applies it and answers */
  answer(): void
  /** applies it; its caller learns only that it failed */
  loseAnswer(): void
  /** its caller learns that it failed; call what this returns to let it land later, or never */
  timeOut(): () => void
}

/** A route that holds every request until it is decided; `held` are those that wait, oldest first. */
export const holdingRequests = () => {
  const held: HeldRequest[] = []
  const route: Route = (request, land) =>
    new Promise((resolve, reject) => {
      const decide = (decision: () => void) => {
        held.splice(held.indexOf(waiting), 1)
        decision()
      }
      const settle = () => {
        try {
          resolve(land())
        } catch (error) {
          reject(error)
        }
      }
      const waiting: HeldRequest = {
        request,
        answer: () => decide(settle),
        loseAnswer: () =>
          decide(() => {
            land()
            reject(failed(request, 'the answer was lost'))
          }),
        timeOut: () => {
          decide(() => reject(failed(request, 'timed out')))
          return () => {
            land()
          }
        },
      }
      held.push(waiting)
    })
  return { route, held: held as readonly HeldRequest[] }
}
