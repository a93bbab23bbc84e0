/** Whether all is tried that there is, as by `npm test`; else what fits into the tests of every save. */
export const thorough = process.env.TEST_RUNS === 'full'

/** How often to try something at random that wants to be tried that often. */
export const runs = (wanted: number): number => (thorough ? wanted : Math.ceil(wanted / 5))
