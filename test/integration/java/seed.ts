/** The seed that draws the cases: the same ones each time, or `DIFFERENTIAL_SEED=random` or a number. */
export const differentialSeed = (asked = process.env.DIFFERENTIAL_SEED ?? '20261126'): number =>
  asked === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(asked)
