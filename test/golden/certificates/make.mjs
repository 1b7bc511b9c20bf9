// Writes the fixtures: true certificates, among them weak ones (they claim less than could be proved), and broken ones, each sealed again after
// it was broken, so that only the check can find out. Run after `npm run build`: node test/golden/certificates/make.mjs
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { certify, exactProblem, readCertificate, sealedDocument } from '../../../dist/certificates/index.js';

const here = new URL('.', import.meta.url);
for (const folder of ['weak', 'broken']) {
  rmSync(new URL(folder, here), { recursive: true, force: true });
  mkdirSync(new URL(folder, here));
}
const write = (name, document) => writeFileSync(new URL(`${name}.json`, here), `${JSON.stringify(document)}\n`);
const plain = (value) => JSON.parse(JSON.stringify(value));

const d1 = { x: [[5], [4], [3], [1], [-1]], y: [2, 1, 0, -3, 3] };
const d2 = { x: [[-1], [0], [1], [10], [11], [12]], y: [5, 0, -1, -3, -4, -5] };
const one = (W, b, v, c) => ({ W: [[W]], b: [b], v: [v], c });
const prove = async (data, network) => plain(await sealedDocument(certify(exactProblem(data, network)).certificate));
/** The document with a change, sealed again. */
const seal = async (document, change) => {
  const copy = plain(document);
  change(copy);
  return plain(await sealedDocument(readCertificate(copy).certificate));
};

const p1 = await prove(d1, one(1, -3, 1, 0));
const p1Global = await prove(d1, one(-7, -4, 1, 0));
const p2 = await prove(d2, { W: [[-3], [1]], b: ['13/3', -10], v: [1, -1], c: -3 });
const p2AsPrinted = await prove(d2, { W: [[-3], [-1]], b: ['13/3', -10], v: [1, -1], c: -3 });
const perfect = await prove({ x: [[1], [2]], y: [1, 2] }, one(1, 0, 1, 0));
// A unit on its kink at three samples with residuals 1, −2, 1: a minimum, though a kink alone would want residuals ≥ 0.
const felt = await prove({ x: [[0], [1], [2]], y: [-1, 2, -1] }, one(0, 0, 1, 0));
const asleep = await prove({ x: [[-1], [1], [2], [3]], y: [1, -1, -1, 1] }, one(1, 0, 0, 0));
const deep = await prove(d1, { layers: [{ W: [[1]], b: [-3] }, { W: [[1]], b: [1] }, { W: [[1]], b: [-1] }] });
const dead = await prove(d1, { layers: [{ W: [[1], [-1]], b: [-9, -9] }, { W: [[1, 2]], b: [3] }, { W: [[2]], b: ['-27/5'] }] });

write('proposition-1', p1);
write('proposition-1-better', p1Global);
write('proposition-2', p2);
write('proposition-2-as-printed', p2AsPrinted);
write('perfect', perfect);
write('felt-kink', felt);
write('asleep', asleep);
write('deep-paths', deep);
write('deep-dead-layer', dead);

const asMinimum = (document, flat = { lines: [], rays: [] }) => {
  document.claim = 'local-minimum';
  document.witness = { kind: 'first-order', flat };
};
write('weak/minimum-that-is-global', await seal(p1Global, (d) => asMinimum(d)));
write('weak/zero-loss-as-a-minimum', await seal(perfect, (d) => asMinimum(d)));
write('weak/no-flat-direction-told', await seal(p2, (d) => asMinimum(d)));
write('weak/nothing-better-told', await seal(p2, (d) => void (d.better = [])));
write('weak/minimum-by-paths-in-one-layer', await seal(p1, (d) => void (d.witness = { kind: 'paths' })));
write('weak/a-vector-that-serves-nothing', await seal(p1Global, (d) => d.witness.duals.push(['1', '-1', '0', '0', '0'])));
write('weak/a-shorter-step', await seal(p2AsPrinted, (d) => {
  d.witness.direction[1].b[0] = '-1/2';
  d.witness.slope = '-3';
}));

write('broken/another-loss', await seal(p1, (d) => void (d.loss = '17')));
write('broken/a-minimum-called-global', await seal(p1, (d) => void (d.claim = 'global-minimum')));
write('broken/zero-loss-that-is-18', await seal(p1, (d) => Object.assign(d, { claim: 'global-minimum', witness: { kind: 'zero-loss' }, better: [] })));
write('broken/a-slope-called-a-minimum', await seal(p2AsPrinted, (d) => asMinimum(d)));
write('broken/a-sleeping-unit-called-a-minimum', await seal(asleep, (d) => asMinimum(d)));
write('broken/a-vector-missing', await seal(p1Global, (d) => void d.witness.duals.pop()));
write('broken/global-but-for-one-more-unit', await seal(p1Global, (d) => {
  d.problem.network = [{ W: [['-7'], ['0']], b: ['-4', '-1'] }, { W: [['1', '0']], b: ['0'] }];
}));
write('broken/better-that-is-worse', await seal(p1, (d) => {
  d.better = [{ network: d.problem.network, loss: '18' }];
}));
write('broken/uphill', await seal(p2AsPrinted, (d) => {
  d.witness.direction[1].b[0] = '1';
  d.witness.slope = '6';
}));
write('broken/another-slope', await seal(p2AsPrinted, (d) => void (d.witness.slope = '-7')));
write('broken/slope-along-a-flat-line', await seal(p1, (d) => {
  Object.assign(d, { claim: 'not-critical', better: [], witness: { kind: 'slope', direction: d.witness.flat.lines[0], slope: '-1' } });
}));
write('broken/a-curve-where-a-slope-is', await seal(p2AsPrinted, (d) => {
  d.claim = 'not-a-minimum';
  d.witness = { kind: 'curve', curve: [d.witness.direction], order: 1, coefficient: '-6' };
}));
write('broken/another-power', await seal(asleep, (d) => void (d.witness.order = 2)));
write('broken/a-flat-line-that-is-not', await seal(p1, (d) => void (d.witness.flat.lines[0][1].b[0] = '1')));
write('broken/a-flat-line-twice', await seal(p1, (d) => d.witness.flat.lines.push(d.witness.flat.lines[0])));
write('broken/a-ray-as-a-line', await seal(p2, (d) => d.witness.flat.lines.push(d.witness.flat.rays[0])));
write('broken/paths-past-a-kink', await seal(deep, (d) => {
  d.problem.network[1].b[0] = '0';
  d.problem.network[2].b[0] = '0';
}));
write('broken/a-layer-that-lives', await seal(dead, (d) => void (d.witness.layer = 2)));
write('broken/a-dead-layer-before-another-number', await seal(dead, (d) => {
  d.problem.network[2].b[0] = '-1';
  d.loss = '118';
}));
write('broken/a-better-one-beside-a-global-minimum', await seal(p1Global, (d) => {
  d.better = [{ network: d.problem.network, loss: '14' }];
}));
