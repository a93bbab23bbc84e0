/** The durations that the protocol and the run loops are built on, ms. */
export interface Timing {
  /** how long a lease lasts without renewal */
  readonly lease: number
  /** the longest a lease goes unrenewed while its holder is well */
  readonly renew: number
  /** the longest between two checkpoints: how soon a run learns what is wanted of it */
  readonly checkpoint: number
  /** every external call ends within this; a successor that does not wait for the lease's end waits this long */
  readonly call: number
  /** a claim that leads to no run is due again after this */
  readonly dispatch: number
  /** a slice ends by itself this long before its deadline */
  readonly margin: number
}

export const defaultTiming: Timing = {
  lease: 30_000,
  renew: 10_000,
  checkpoint: 5_000,
  call: 10_000,
  dispatch: 300_000,
  margin: 10_000,
}
