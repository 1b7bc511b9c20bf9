// Names of the tests that failed in a vitest JSON report, a line each with the first line of its message: what .ci/run repeats at its end.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const file of report.testResults) {
  const name = relative(process.cwd(), file.name);
  const failed = file.assertionResults.filter((test) => test.status === 'failed');
  for (const test of failed) {
    console.log(`FAIL ${name}: ${test.fullName}: ${(test.failureMessages[0] ?? '').split('\n', 3).join(' ')}`);
  }
  if (file.status === 'failed' && failed.length === 0)
    console.log(`FAIL ${name}: ${(file.message ?? '').split('\n', 1)[0]}`);
}
