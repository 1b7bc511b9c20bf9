// A claim of the paper as a program: its verdicts, and the rules by which they are reached. This one is theory alone and needs no runs.
import { claims } from 'glasscape/claims';
import { createKernels } from 'glasscape/kernels';

const claim = claims['ls/thresholds'];
const { findings } = claim.evaluate({}, { preset: 'smoke', seed: 1, source: 'examples', kernels: createKernels() });
console.log(claim.statement);
for (const { statement, verdict, rule } of findings) console.log(`${verdict}: ${statement}\n  rule: ${rule}`);
