// The kernels' text as C++. What the templates write is a small subset of AssemblyScript: functions of numbers, loads and stores,
// calls of vector operations. It is read by the TypeScript parser and written again with the memory's base as the first argument of
// every function, so that memory, layout and signatures are those of the WASM module.
import ts from 'typescript';

const { SyntaxKind: K } = ts;

/** Types at the border: an address is 32 bits wide there, and a machine word inside. */
const border = {
  usize: 'uint32_t',
  bool: 'int32_t',
  i32: 'int32_t',
  u32: 'uint32_t',
  f32: 'float',
  f64: 'double',
  void: 'void',
};
const builtins = new Set(['abs', 'min', 'max', 'sqrt', 'floor', 'reinterpret']);
/** What has operations as properties: registers, lanes, memory. */
const operations = /^(v(128|256|512)|[fi](32|64)x\d+|memory)$/;
const constants = { Infinity: '__builtin_inf()', NaN: '__builtin_nan("")' };

/**
 * C++ of the text's exported functions and of all that they call, there or in the text `before` it; and the exported ones' signatures
 * by name, as koffi reads them.
 * @throws Error at the first thing outside the subset, with its text
 */
export function cplusplus(text, before = '') {
  const file = ts.createSourceFile('kernels.ts', before + text, ts.ScriptTarget.ES2022, true);
  const functions = new Map(file.statements.filter(ts.isFunctionDeclaration).map((f) => [f.name.text, f]));
  const exported = [...functions.values()].filter((f) => f.getStart() >= before.length && has(f, K.ExportKeyword));
  const needed = new Set();
  const need = (f) => {
    if (needed.has(f)) return;
    needed.add(f);
    const visit = (node) => {
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && functions.has(node.expression.text))
        need(functions.get(node.expression.text));
      ts.forEachChild(node, visit);
    };
    visit(f.body);
  };
  exported.forEach(need);
  const list = [...functions.values()].filter((f) => needed.has(f));
  const own = new Set(functions.keys());
  const code = [
    'namespace kernels {',
    ...list.map((f) => `${head(f)};`),
    ...list.map((f) => `${head(f)} ${statement(f.body, own)}`),
    '}',
    ...exported.map(entry),
  ].join('\n');
  const signatures = Object.fromEntries(
    exported.map((f) => [f.name.text, `${outer(f)}(void *, ${types(f).join(', ')})`]),
  );
  return { code, signatures };
}

const has = (f, kind) => f.modifiers?.some((m) => m.kind === kind) ?? false;
const typeOf = (node) => node.getText();
const types = (f) => f.parameters.map((p) => border[typeOf(p.type)] ?? fail(p));
const outer = (f) => `${border[typeOf(f.type)] ?? fail(f.type)} ${f.name.text}`;

function head(f) {
  const parameters = f.parameters.map((p) => `${typeOf(p.type)} ${p.name.text}`);
  const inline = f.modifiers?.some(ts.isDecorator) ? 'INLINE' : 'static';
  return `${inline} ${typeOf(f.type)} ${f.name.text}(${['char *BASE', ...parameters].join(', ')})`;
}

function entry(f) {
  const names = f.parameters.map((p) => p.name.text);
  const parameters = types(f).map((type, i) => `${type} ${names[i]}`);
  return `ENTRY ${outer(f)}(${['char *BASE', ...parameters].join(', ')}) { return kernels::${f.name.text}(${['BASE', ...names].join(', ')}); }`;
}

function fail(node) {
  const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
  throw new Error(`not in the subset that becomes C++, line ${line + 1}: ${node.getText().slice(0, 80)}`);
}

function statement(node, own) {
  const inner = (n) => statement(n, own);
  const value = (n) => expression(n, own);
  if (ts.isBlock(node)) return `{\n${node.statements.map(inner).join('\n')}\n}`;
  if (ts.isVariableStatement(node)) return declarations(node.declarationList, own);
  if (ts.isExpressionStatement(node)) return `${value(node.expression)};`;
  if (ts.isReturnStatement(node)) return node.expression ? `return ${value(node.expression)};` : 'return;';
  if (ts.isIfStatement(node))
    return `if (${value(node.expression)}) ${inner(node.thenStatement)}${node.elseStatement ? ` else ${inner(node.elseStatement)}` : ''}`;
  if (ts.isWhileStatement(node)) return `while (${value(node.expression)}) ${inner(node.statement)}`;
  if (ts.isForStatement(node)) {
    const start = node.initializer;
    const before =
      start === undefined ? '' : ts.isVariableDeclarationList(start) ? declarations(start, own) : `${value(start)};`;
    const [test, step] = [node.condition, node.incrementor].map((n) => (n ? value(n) : ''));
    return `{ ${before} for (; ${test}; ${step}) ${inner(node.statement)} }`;
  }
  if (ts.isSwitchStatement(node)) {
    const clauses = node.caseBlock.clauses.map(
      (c) => `${ts.isCaseClause(c) ? `case ${value(c.expression)}` : 'default'}: ${c.statements.map(inner).join(' ')}`,
    );
    return `switch (${value(node.expression)}) { ${clauses.join('\n')} }`;
  }
  if (node.kind === K.BreakStatement) return 'break;';
  if (node.kind === K.ContinueStatement) return 'continue;';
  if (node.kind === K.EmptyStatement) return ';';
  return fail(node);
}

function declarations(list, own) {
  return list.declarations
    .map(
      (d) =>
        `${d.type ? typeOf(d.type) : 'auto'} ${d.name.getText()}${d.initializer ? ` = ${expression(d.initializer, own)}` : ''};`,
    )
    .join(' ');
}

function expression(node, own) {
  const value = (n) => expression(n, own);
  if (ts.isParenthesizedExpression(node)) return `(${value(node.expression)})`;
  if (ts.isNumericLiteral(node)) return node.getText();
  if (ts.isIdentifier(node)) return constants[node.text] ?? node.text;
  if (ts.isTypeAssertionExpression(node)) return `((${typeOf(node.type)})(${value(node.expression)}))`;
  if (ts.isConditionalExpression(node))
    return `${value(node.condition)} ? ${value(node.whenTrue)} : ${value(node.whenFalse)}`;
  if (ts.isPrefixUnaryExpression(node)) return `${ts.tokenToString(node.operator)}${value(node.operand)}`;
  if (ts.isPostfixUnaryExpression(node)) return `${value(node.operand)}${ts.tokenToString(node.operator)}`;
  if (ts.isBinaryExpression(node) && node.operatorToken.kind !== K.GreaterThanGreaterThanGreaterThanToken)
    return `${value(node.left)} ${node.operatorToken.getText()} ${value(node.right)}`;
  if (ts.isCallExpression(node)) return call(node, own);
  return fail(node);
}

function call(node, own) {
  const given = node.arguments.map((n) => expression(n, own));
  const kind = node.typeArguments?.map(typeOf).join(', ');
  const typed = kind ? `<${kind}>` : '';
  const target = node.expression;
  if (ts.isPropertyAccessExpression(target)) {
    const [object, name] = [target.expression.getText(), target.name.text];
    if (!operations.test(object)) return fail(node);
    const touches = object === 'memory' || /^(load|store|list$)/.test(name);
    return `${object}_${name}${kind ? `_${kind}` : ''}(${[...(touches ? ['BASE'] : []), ...given].join(', ')})`;
  }
  const name = target.getText();
  if (name === 'sizeof') return `sizeof(${kind})`;
  if (name === 'load' || name === 'store' || own.has(name)) return `${name}${typed}(${['BASE', ...given].join(', ')})`;
  if (builtins.has(name)) return `${name}${typed}(${given.join(', ')})`;
  return fail(node);
}
