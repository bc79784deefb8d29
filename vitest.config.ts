import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Whole calls take the time that calls take: they come first, and the rest is tested beside them. */
class CallsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isCall = ({ moduleId }: TestSpecification) => moduleId.includes('/tests/scenarios/');
    return [...sorted.filter(isCall), ...sorted.filter((file) => !isCall(file))];
  }
}

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/support/property-seed.ts'],
    sequence: { sequencer: CallsFirst },
    // One of two waits for calls most of its time.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
