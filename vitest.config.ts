import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** The exhaustive check of the state protocol: half a minute, so not among the tests of every save. */
const protocol = ['interleavings', 'mutations'].map(name => `test/functions/runtime/state/${name}.test.ts`)

/** Templates of AWS: loading the CDK takes each file seconds. */
const stack = ['test/infra/*.test.ts']

/** Some tests wait most of their time. */
const maxWorkers = Math.max(3, availableParallelism())

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/chaos/**', ...protocol, ...stack],
          // a tenth of a second a file; by `npm test` none has what another left
          isolate: process.env.TEST_RUNS === 'full',
          setupFiles: ['test/helpers/leaves-nothing.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
          maxWorkers,
        },
      },
      {
        test: {
          name: 'stack',
          include: stack,
          testTimeout: 20_000,
          hookTimeout: 60_000,
          maxWorkers,
          // the CDK's own check of templates takes 4 s a process; cfn-lint looks at them among the integration tests
          env: { CDK_VALIDATION: 'false' },
        },
      },
      {
        test: {
          name: 'protocol',
          include: [...protocol, 'test/functions/api/any-request.test.ts'],
          testTimeout: 120_000,
          maxWorkers,
          env: { API_REQUESTS: '10000' },
        },
      },
      {
        test: {
          name: 'integration',
          // after the others: what is timed there needs the machine
          sequence: { groupOrder: 1 },
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/helpers/services.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: true,
          maxWorkers: 2,
        },
      },
    ],
  },
})
