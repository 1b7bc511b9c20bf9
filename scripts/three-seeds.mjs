// The page of three seeds: which findings change their verdict with the seed, and how surprising each change is. Values in, text out.
import { normalCdf } from '../dist/ensembles/statistics.js';
import { formatNumber, formatWithError } from '../dist/report/format.js';
import { htmlText } from '../dist/report/text.js';
import { verdictWords } from '../dist/report/verdict.js';

/** Seeds that are compared. */
export const threeSeeds = [1, 2, 3];
/** The most that may change other than to or from inconclusive. */
const wanted = 0.05;

/** A number that another seed may change: an estimate with an error or a finite interval. */
const isEstimate = ({ kind = 'estimate', value, error, interval }) =>
  kind === 'estimate' && Number.isFinite(value) && (error > 0 || Boolean(interval?.every(Number.isFinite)));

/** Standard error where there is one, otherwise that of a normal law of which the interval covers 95 %. */
const errorOf = ({ error, interval }) => (error > 0 ? error : (interval[1] - interval[0]) / (2 * 1.959964));

/** What results.json holds of a finding: the verdict, and the estimates it may rest on, by name. */
export function findingEntry({ id, verdict, quantities }) {
  const estimates = quantities.filter(isEstimate);
  return {
    id,
    verdict,
    ...(estimates.length > 0 && {
      estimates: estimates.map((one) => ({ name: one.name, estimate: one.value, error: errorOf(one) })),
    }),
  };
}

/** The findings of a claim at several seeds, together by id; those that lack a seed are not compared. */
function together(pages) {
  const findings = pages.map(({ findings: some = [] }) => new Map(some.map((one) => [one.id, one])));
  return [...findings[0].keys()].flatMap((id) => {
    const each = findings.map((some) => some.get(id));
    return each.every(Boolean) ? [{ id, each }] : [];
  });
}

/** p of the largest difference between two seeds of one estimate, two-sided, times the number of such pairs (Bonferroni); none without estimates. */
export function surprise(each) {
  const names = (each[0].estimates ?? []).map(({ name }) => name);
  const pairs = names.flatMap((name) => {
    const at = each.map(({ estimates = [] }) => estimates.find((one) => one.name === name));
    return at.flatMap((a, i) =>
      at.slice(i + 1).flatMap((b) => {
        if (!(a && b)) return [];
        const z = Math.abs(a.estimate - b.estimate) / Math.hypot(a.error, b.error);
        return Number.isFinite(z) ? [{ name, z, p: 2 * normalCdf(-z), at }] : [];
      }),
    );
  });
  if (pairs.length === 0) return undefined;
  const worst = pairs.reduce((a, b) => (b.p < a.p ? b : a));
  return { ...worst, p: Math.min(1, worst.p * pairs.length), pairs: pairs.length };
}

/**
 * What the seeds say of each finding.
 * @param entries  of results.json: id, preset, seed, only, findings
 * @param claims   further ids, of which there may be no page
 */
export function compareSeeds(entries, claims = []) {
  const pageAt = (id, seed) =>
    entries.find((one) => one.preset === 'laptop' && one.id === id && one.seed === seed && !one.only && one.findings);
  const ids = [...new Set([...entries.map(({ id }) => id), ...claims])].sort();
  const whole = ids.filter((id) => threeSeeds.every((seed) => pageAt(id, seed)));
  const rows = whole.flatMap((claim) =>
    together(threeSeeds.map((seed) => pageAt(claim, seed))).map(({ id, each }) => {
      const verdicts = each.map(({ verdict }) => verdict);
      const judged = entries
        .filter((one) => one.preset === 'laptop' && one.id === claim && !threeSeeds.includes(one.seed))
        .flatMap(({ seed, findings = [], replaced = [] }) =>
          findings.filter((one) => one.id === id && !replaced.includes(id)).map(({ verdict }) => ({ seed, verdict })),
        );
      const all = [...verdicts, ...judged.map(({ verdict }) => verdict)];
      const decided = new Set(all.filter((verdict) => !['inconclusive', 'measured'].includes(verdict)));
      return {
        ...{ claim, id, each, verdicts, judged },
        isJudged: verdicts.some((verdict) => !['measured', 'proved'].includes(verdict)),
        estimated: each.some(({ estimates }) => estimates !== undefined),
        changes: new Set(all).size > 1,
        other: decided.size > 1,
      };
    }),
  );
  return { rows, whole, missing: ids.filter((id) => !whole.includes(id)) };
}

const cell = (text) => htmlText(String(text)).replaceAll('|', '\\|').replaceAll('\n', ' ');
const line = (cells) => `| ${cells.map(cell).join(' | ')} |`;
const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

const judgedText = (judged) =>
  judged.map(({ seed, verdict }) => `${verdictWords(verdict)} (${seed})`).join(', ') || '–';

function changeRow({ claim, id, each, verdicts, judged, other }) {
  const found = surprise(each);
  return line([
    `${claim}, ${id}`,
    ...verdicts.map(verdictWords),
    judgedText(judged),
    other ? 'other' : 'inconclusive',
    found
      ? `${found.name}: ${found.at.map((one) => (one ? formatWithError(one.estimate, one.error) : '–')).join(', ')}`
      : 'no estimate with an error',
    found ? formatNumber(found.p, 2) : '–',
  ]);
}

/**
 * docs/results/three-seeds.md; undefined while no claim has all three.
 * @param claims  ids of all that are registered: what has no pages is named too
 */
export function threeSeedsPage(entries, claims) {
  const { rows, whole, missing } = compareSeeds(entries, claims);
  if (whole.length === 0) return undefined;
  const judgedRows = rows.filter((row) => row.isJudged);
  const estimated = judgedRows.filter((row) => row.estimated);
  const changed = judgedRows.filter(({ changes }) => changes);
  const others = changed.filter(({ other }) => other);
  const open = changed.filter(({ other }) => !other);
  const fresh = rows.filter(({ judged, verdicts }) => judged.length > 0 && verdicts.some((one) => one !== 'measured'));
  const shareOf = (some) => {
    const share = some.length > 0 ? some.filter(({ other }) => other).length / some.length : 0;
    return `${some.filter(({ other }) => other).length} (${(100 * share).toFixed(1)} %, ${share <= wanted ? 'reached' : 'not reached'})`;
  };
  const table = (some) =>
    [
      line([
        'finding',
        ...threeSeeds.map((seed) => `seed ${seed}`),
        'judging seed',
        'change',
        'estimate, by seed',
        'p',
      ]),
      `|${' --- |'.repeat(threeSeeds.length + 5)}`,
      ...some.map(changeRow),
    ].join('\n');
  return `${[
    `# ${others.length === 0 ? 'No verdict' : counted(others.length, 'verdict')} of ${judgedRows.length} judged findings ${others.length === 1 ? 'turns' : 'turn'} with the seed`,
    'Written by `scripts/results.mjs` from the pages of seeds 1, 2 and 3 at preset laptop, and of judging seeds that rules of today have. A finding is judged when its verdict is neither *measured* nor *proved*; ' +
      'its verdict changes *to or from inconclusive* when the seeds that decide agree, and *otherwise* when two of them, judging seeds among them, decide differently.',
    [
      '| | |\n| --- | --- |',
      `| claims with all three seeds | ${whole.length} |`,
      `| findings compared | ${rows.length} |`,
      `| of these judged | ${judgedRows.length} |`,
      `| same verdict at every seed | ${judgedRows.length - changed.length} |`,
      `| changes to or from inconclusive | ${open.length} |`,
      `| other changes, of all that are judged (wanted: at most ${100 * wanted} %) | ${shareOf(judgedRows)} |`,
      `| other changes, of the ${estimated.length} with an estimate that has an error | ${shareOf(estimated)} |`,
    ].join('\n'),
    ...(changed.length > 0
      ? [
          '## Findings whose verdict changes',
          'p tells how surprising the largest difference between two of the three seeds is if all of them follow one law: two-sided, from the two estimates and their ' +
            'errors (an interval counts as 95 % of a normal law), times the number of pairs looked at; counts, permutations and proofs on drawn instances have none. An estimate near the edge of its region changes its verdict without surprise; ' +
            'a small p says that errors are too small. On networks they can be: all networks of an ensemble see the training images in one order, which comes with the seed, and errors over networks ' +
            'hold nothing of what another order would change (`gs/correlation-and-training` has networks with an order each). Judging seeds were drawn after the rule was frozen.',
          table([...others, ...open]),
        ]
      : []),
    ...(fresh.length > 0
      ? [
          '## Judged on a fresh seed',
          'Rules that changed after a look, or that were trials before, were frozen by a commit; then the judging seed was drawn, and its verdict is the one that counts.',
          [
            line(['finding', 'judging seed', ...threeSeeds.map((seed) => `seed ${seed}`)]),
            `|${' --- |'.repeat(threeSeeds.length + 2)}`,
            ...fresh.map(({ claim, id, judged, verdicts }) =>
              line([`${claim}, ${id}`, judgedText(judged), ...verdicts.map(verdictWords)]),
            ),
          ].join('\n'),
        ]
      : []),
    ...(missing.length > 0
      ? [
          '## Not compared',
          `Pages of all three seeds are not there, since their ensembles take long: ${missing.join(', ')}.`,
        ]
      : []),
  ].join('\n\n')}\n`;
}
