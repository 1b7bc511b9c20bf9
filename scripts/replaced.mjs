// Which findings of a page were judged by a rule that was replaced since: the rule of today was frozen at a commit that the page's own does not contain.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { htmlText } from '../dist/report/text.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Whether the first commit is the second or comes before it; undefined where git does not know one of them, or there is no git. */
export function isBefore(first, second) {
  try {
    execFileSync('git', ['-C', root, 'merge-base', '--is-ancestor', first, second], { stdio: 'ignore' });
    return true;
  } catch (error) {
    return error.status === 1 ? false : undefined;
  }
}

/** The commit that a page was made at; undefined where it names none. */
const commitOf = (text) => /^Preset .*\bcommit ([0-9a-f]{7,40})(?:-dirty)?\./m.exec(text)?.[1];

/** The findings of a page's first table, [id, what its badge says]. */
export function findingsOf(text) {
  const table = /\| finding \| verdict \| because \|\n\|[-| ]+\n((?:\|.*\n)+)/.exec(text)?.[1] ?? '';
  return table.split('\n').flatMap((line) => {
    const found = /^\| ([^|]+?) \| ([^|]+?) \|/.exec(line);
    return found ? [[found[1], found[2]]] : [];
  });
}

/**
 * Ids of the findings whose rule was replaced, as the page has them.
 * @param history  of the claim: by finding, `all` for the others; undefined where rules have none
 * @param before   isBefore, or another in a test
 */
export function replacedFindings(text, history = {}, before = isBefore) {
  const commit = commitOf(text);
  if (!commit) return [];
  return findingsOf(text).flatMap(([id, verdict]) => {
    const { frozen } = history[id] ?? history.all ?? {};
    return verdict !== 'measured' && frozen && before(frozen, commit) === false ? [id] : [];
  });
}

/** What is added to the first line of a page with a replaced rule. */
const mark = ' (by a rule that was replaced since)';
const note = /\n\n\*\*Judged by rules that were replaced since[^\n]*/;

/** The page with a line about it below the one that tells its commit and a mark on its title, or without both. */
export function withNote(text, replaced) {
  const plain = text.replace(note, '').replace(mark, '');
  if (replaced.length === 0) return plain;
  const line = `**Judged by rules that were replaced since: ${replaced.join(', ')}. The numbers stand; these verdicts are not counted, and the rules of today may decide otherwise.**`;
  return plain.replace(/^# .*$/m, (title) => `${title}${mark}`).replace(/^Preset .*$/m, (head) => `${head}\n\n${line}`);
}

const sinceHeading = '## Said since this page was written';
const since = new RegExp(`${sinceHeading}\\n[\\s\\S]*?(?=## Provenance)`);

/**
 * The page with what its claim says of itself today and the page does not: another statement, further open questions and what was chosen. In
 * a section above the provenance, or without one.
 * @param claim  { statement, openQuestions } of today
 */
export function withToday(text, { statement, openQuestions }) {
  const plain = text.replace(since, '');
  const news = [`The claim: ${statement}`, ...openQuestions]
    .map(htmlText)
    .filter((said) => !plain.includes(said.replace(/^The claim: /, '')));
  if (news.length === 0) return plain;
  const section = `${sinceHeading}\n\n${news.map((said) => `- ${said}`).join('\n')}\n\n`;
  return plain.replace(/^## Provenance$/m, (heading) => `${section}${heading}`);
}

const oldForm = /^Rule of `([\w.-]+)`, [^:\n]*: (.*)$/gm;
const ruleLine =
  /^`([\w.-]+)`\. Rule,? ?[^:\n]*: (.*?)( Seen before: .*| Judged on seeds? [\d, ]+, drawn afterwards\.)?$/gm;

/**
 * The page with what is known of its rules today: history may be written after a page, and a rule that was replaced is told as such.
 * @param told  { title, history } of a finding's history and the page's seed: ruleTitle and ruleHistory
 */
export function withHistories(text, seed, history = {}, replaced, told) {
  return text
    .replace(oldForm, (_, id, rule) => `\`${id}\`. Rule: ${rule}`)
    .replace(ruleLine, (_, id, rule) => {
      const own = { history: history[id] ?? history.all };
      const title = replaced.includes(id) ? 'Rule, replaced since' : told.title(own, seed);
      const more = replaced.includes(id) ? '' : told.history(own, seed);
      return `\`${id}\`. ${htmlText(title)}: ${rule}${more && ` ${htmlText(more)}`}`;
    });
}
