// Collects what people read of the program into one list, docs/messages.txt: the help of every command, titles, errors, what claims say,
// and every other text of two words or more in src. test/messages.test.ts holds that the list is up to date and what its lines must be.
//
//   npm run build && node scripts/messages.mjs            writes the list
//                    node scripts/messages.mjs --check    says whether it is up to date
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const path = join(root, 'docs', 'messages.txt');
/** A value that is only known when the program runs. */
const hole = '…';
/** Variants of one text that are followed at most. */
const most = 24;
/** Kernels are code written as text, tables of strings are data. */
const codeAsText = /^src\/(kernels\/(templates|assembly)|kernels\/generated)/;

/** A command and all below it, with the words that call each. */
function withSubcommands(command, words) {
  const below = command.commands.flatMap((one) => withSubcommands(one, [...words, one.name()]));
  return [{ command, words }, ...below];
}

/** Help of every command: { command, flags, text, takesValue, hasDefault } a line, the command's own text first. */
export async function collectHelp() {
  const [{ createProgram }, { host }] = await Promise.all([
    import('../dist/cli/program.js'),
    import('../dist/cli/host.js'),
  ]);
  const nothing = () => {};
  const terminal = { out: nothing, note: nothing };
  const program = createProgram({ host, terminal }, await host.families());
  return withSubcommands(program, []).flatMap(({ command, words }) => {
    const name = ['glasscape', ...words].join(' ');
    const lines = [{ command: name, flags: '', text: command.description() }];
    for (const argument of command.registeredArguments)
      lines.push({
        command: name,
        flags: argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
        text: argument.description,
      });
    for (const option of command.options.filter(({ hidden }) => !hidden)) {
      // The default of --workers is the machine's.
      const fallback =
        option.defaultValue === undefined || option.long === '--workers'
          ? ''
          : ` (default: ${JSON.stringify(option.defaultValue)})`;
      const machine = option.long === '--workers' ? ' (default: the processors of the machine)' : '';
      lines.push({
        command: name,
        flags: option.flags,
        text: `${option.description}${fallback}${machine}`,
        takesValue: option.required || option.optional,
      });
    }
    return lines;
  });
}

/** Texts in the sources, each variant of each: { file, kind, text }. */
export function collectTexts() {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((name) => join('src', name))
    .filter((name) => name.endsWith('.ts') && !codeAsText.test(name))
    .sort();
  return files.flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
    const found = [];
    const visit = (node, kind) => {
      if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
      if (isText(node)) {
        const own = kind;
        for (const text of variants(node))
          if (own !== undefined || isWords(text)) found.push({ file, kind: own ?? 'text', text });
        // What stands in the holes is read by itself.
        for (const inner of holesOf(node)) visit(inner, undefined);
        return;
      }
      if (ts.isNewExpression(node) && /Error$/.test(node.expression.getText())) {
        const given = (node.arguments ?? []).map((argument) => (isText(argument) ? variants(argument) : [hole]));
        const text = node.expression.getText() === 'ArgumentError' ? argumentError(given) : (given[0] ?? []);
        for (const line of text) found.push({ file, kind: node.expression.getText(), text: line });
        for (const argument of node.arguments ?? [])
          for (const inner of isText(argument) ? holesOf(argument) : [argument]) visit(inner, undefined);
        return;
      }
      if (ts.isPropertyAssignment(node)) return visit(node.initializer, namedKind(node) ?? kind);
      const passed = namedKind(node) ?? (passes(node) ? kind : undefined);
      ts.forEachChild(node, (child) => visit(child, passed));
    };
    visit(source, undefined);
    const seen = new Set();
    return found.filter(
      ({ kind, text }) => text !== '' && text !== hole && !seen.has(`${kind} ${text}`) && seen.add(`${kind} ${text}`),
    );
  });
}

const argumentError = ([where = [hole], argument = [hole], rule = [hole]]) =>
  where.flatMap((w) => argument.flatMap((a) => rule.map((r) => `${w}: ${a} must be ${r}`))).slice(0, most);

const kinds = [
  'title',
  'statement',
  'because',
  'rule',
  'openQuestions',
  'differences',
  'story',
  'subtitle',
  'canShow',
  'cannotShow',
  'description',
];

/** The name that a text is given: a property or a constant of one of the kinds, or the function that makes it. */
function namedKind(node) {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node))
    return /^title(Of)?$/.test(node.name?.getText()) ? 'title' : undefined;
  if (!ts.isPropertyAssignment(node) && !ts.isVariableDeclaration(node)) return undefined;
  const name = node.name.getText();
  if (name === 'titles') return 'title';
  if (name === 'title' && ts.isPropertyAssignment(node)) return titleKind(node.parent);
  return kinds.includes(name) ? name : undefined;
}

/** A page or a figure tells a finding, in a sentence; a panel, a table or a kind of ensemble has a name. */
function titleKind(object) {
  const beside = object.properties.map((property) => property.name?.getText());
  return beside.some((name) => ['findings', 'panels', 'canShow'].includes(name)) ? 'title' : 'name';
}

/** What a statement or a list passes on to the texts in it. */
const passes = (node) =>
  [
    ts.isArrayLiteralExpression,
    ts.isConditionalExpression,
    ts.isParenthesizedExpression,
    ts.isObjectLiteralExpression,
    ts.isBlock,
    ts.isReturnStatement,
    ts.isIfStatement,
    ts.isAsExpression,
    ts.isArrowFunction,
    ts.isSatisfiesExpression,
  ].some((is) => is(node));
function isText(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node))
    return true;
  if (ts.isParenthesizedExpression(node)) return isText(node.expression);
  if (ts.isConditionalExpression(node)) return isText(node.whenTrue) && isText(node.whenFalse);
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.PlusToken &&
    (isText(node.left) || isText(node.right))
  );
}

/** Every way a text can read, with a hole for what only a run knows. */
function variants(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return variants(node.expression);
  if (ts.isConditionalExpression(node)) return [...variants(node.whenTrue), ...variants(node.whenFalse)].slice(0, most);
  if (ts.isBinaryExpression(node) && isText(node)) return product([variants(node.left), variants(node.right)]);
  if (ts.isTemplateExpression(node))
    return product([
      [node.head.text],
      ...node.templateSpans.flatMap((span) => [variants(span.expression), [span.literal.text]]),
    ]);
  // A constant of the same file, or an entry of a table of texts there.
  if (ts.isIdentifier(node)) return declared(node, (value) => (isText(value) ? variants(value) : undefined));
  if (ts.isNonNullExpression(node)) return variants(node.expression);
  if (ts.isElementAccessExpression(node) && ts.isIdentifier(node.expression))
    return declared(node.expression, (value) => {
      const texts = (value.properties ?? []).map(({ initializer }) => initializer);
      return texts.length > 0 && texts.every((text) => text && isText(text)) ? texts.flatMap(variants) : undefined;
    });
  return [hole];
}

/** What `read` makes of the one constant of that name in the file; a hole where there is none or several. */
function declared(identifier, read) {
  const found = constantsOf(identifier.getSourceFile()).get(identifier.text) ?? [];
  return (found.length === 1 && read(found[0])) || [hole];
}

const constants = new WeakMap();

/** Values of a file's constants by name. */
function constantsOf(source) {
  const known = constants.get(source);
  if (known) return known;
  const byName = new Map();
  const visit = (node) => {
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isIdentifier(node.name)) {
      const value = ts.isAsExpression(node.initializer) ? node.initializer.expression : node.initializer;
      byName.set(node.name.text, [...(byName.get(node.name.text) ?? []), value]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  constants.set(source, byName);
  return byName;
}

const product = (parts) =>
  parts.reduce((heads, tails) => heads.flatMap((head) => tails.map((tail) => head + tail)).slice(0, most), ['']);

/** Expressions in the holes of a text, which may hold texts of their own. */
function holesOf(node) {
  if (ts.isTemplateExpression(node))
    return node.templateSpans.flatMap(({ expression }) => (isText(expression) ? holesOf(expression) : [expression]));
  if (ts.isParenthesizedExpression(node)) return holesOf(node.expression);
  if (ts.isConditionalExpression(node)) return [node.condition, ...holesOf(node.whenTrue), ...holesOf(node.whenFalse)];
  if (ts.isBinaryExpression(node))
    return [node.left, node.right].flatMap((side) => (isText(side) ? holesOf(side) : [side]));
  return [];
}

/** Two words or more; class names, style, markup and code are none. */
function isWords(text) {
  return (
    /\p{L}{2,}[,;:.’]? \p{L}{2,}/u.test(text) &&
    !/^[MLHVhvmz]|[{}]|<\/?\w|var\(|^(halo|series|predicted|thin|fit|line)\b|;$/.test(text)
  );
}

/** The list as it is committed. */
export async function messagesText() {
  const flat = (text) => text.replaceAll(/\s*\n\s*/g, ' ').trim();
  const help = (await collectHelp()).map(
    ({ command, flags, text }) => `${[command, flags].filter(Boolean).join(' ')}: ${flat(text)}`,
  );
  const texts = collectTexts();
  const section = (name, lines) => `## ${name}\n\n${lines.join('\n')}\n`;
  const line = ({ file, kind, text }) => `${file} ${kind}: ${flat(text)}`;
  const isClaims = ({ file, kind }) => file.startsWith('src/claims/') && kinds.includes(kind) && kind !== 'title';
  const isError = ({ kind }) => /Error$/.test(kind);
  return [
    '# What people read\n\nWritten by scripts/messages.mjs, held up to date by test/messages.test.ts. … stands for what only a run knows.\n',
    section('Help', help),
    section('Titles', texts.filter(({ kind }) => kind === 'title').map(line)),
    section('Names of panels, tables and kinds of ensembles', texts.filter(({ kind }) => kind === 'name').map(line)),
    section('Errors', texts.filter(isError).map(line)),
    section('Claims', texts.filter(isClaims).map(line)),
    section(
      'Other texts',
      texts.filter((text) => !/^(title|name)$/.test(text.kind) && !isError(text) && !isClaims(text)).map(line),
    ),
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await messagesText();
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    console.error('docs/messages.txt is not up to date: npm run build && node scripts/messages.mjs');
    process.exitCode = 1;
  }
}
