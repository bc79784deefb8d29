import { defineConfig } from 'vitest/config';

/** Whole calls through processes of their own, in the time that calls take: nothing else runs beside them. */
const calls = ['tests/scenarios/**/*.test.ts', 'tests/cluster/{instances,workers}.test.ts'];

export default defineConfig({
  test: {
    setupFiles: ['tests/support/property-seed.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['tests/**/*.test.ts'],
          exclude: calls,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'calls', include: calls, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
