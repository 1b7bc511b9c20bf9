/** A rule with its history, as pages print it: 'fixed before the run' only where the run's seed was drawn after the rule was frozen. */
import type { Finding } from './findings.ts';

/**
 * Title of the rule's paragraph, without a full stop or colon.
 * @param seed  of the run that is reported
 */
export function ruleTitle({ history }: Pick<Finding, 'history'>, seed: number): string {
  if (!history) return 'Rule, history not recorded';
  const { frozen, seen, judged = [] } = history;
  if (judged.includes(seed)) return `Rule, fixed before the run (commit ${frozen}; seed ${seed} was drawn afterwards)`;
  return seen === undefined
    ? `Rule, unchanged since commit ${frozen}; trials before it are not recorded`
    : `Rule, set after a look (commit ${frozen})`;
}

/** What was seen before, as a sentence; empty where nothing is recorded. */
export function ruleHistory({ history }: Pick<Finding, 'history'>, seed: number): string {
  if (!history) return '';
  const { seen, judged = [] } = history;
  const look = seen === undefined ? '' : `Seen before: ${seen}.`;
  const fresh = judged.length > 0 && !judged.includes(seed) ? `Judged on ${seeds(judged)}, drawn afterwards.` : '';
  return [look, fresh].filter((text) => text !== '').join(' ');
}

function seeds(list: readonly number[]): string {
  return `${list.length === 1 ? 'seed' : 'seeds'} ${list.join(', ')}`;
}
