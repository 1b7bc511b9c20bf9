/**
 * The histories of rules, joined to the findings of their claims. They stand apart from the claims so that a claim's file stays as it
 * was when its rule was frozen: `git log` of that file is the proof.
 */
import { beyond } from './beyond/history.ts';
import { choromanska2015 } from './choromanska2015/history.ts';
import type { Claim, Histories } from './claim.ts';
import { golikov2019 } from './golikov2019/history.ts';
import { swirszcz2017 } from './swirszcz2017/history.ts';

/** By the claim's id. */
export const histories: Readonly<Record<string, Histories>> = {
  ...beyond,
  ...choromanska2015,
  ...golikov2019,
  ...swirszcz2017,
};

/** The claim whose findings carry the histories of their rules. */
export function withHistory(claim: Claim): Claim {
  return joined(claim, histories[claim.id] ?? {});
}

export function joined(claim: Claim, { all, ...own }: Histories): Claim {
  return {
    ...claim,
    evaluate(records, run) {
      const evaluation = claim.evaluate(records, run);
      const findings = evaluation.findings.map((finding) => {
        const history = own[finding.id] ?? all;
        return history ? { ...finding, history } : finding;
      });
      return { ...evaluation, findings };
    },
  };
}
