import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    // No test changes anything global, so that modules are loaded once.
    isolate: false,
    coverage: { provider: 'v8', include: ['src/**'] },
  },
});
