/** What a user of the library can reach: every parameter of every exported function can be made from exports alone. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  exports: Record<string, string | { default: string }>;
};
const entries = Object.values(manifest.exports)
  .filter((target) => typeof target !== 'string')
  .map(({ default: file }) => root + file.replace('./dist/', 'src/').replace(/\.js$/, '.ts'));
const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent({ ...config, files: entries, include: [] }, ts.sys, root);
const program = ts.createProgram(entries, { ...options, noEmit: true, incremental: false, tsBuildInfoFile: undefined });
const checker = program.getTypeChecker();

const exported = entries.flatMap((entry) => {
  const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol));
});
const exportedSymbols = new Set(exported);
const isOurs = (symbol: ts.Symbol | undefined) =>
  symbol?.declarations?.some((d) => d.getSourceFile().fileName.startsWith(`${root}src/`)) ?? false;
const valueTypes = exported
  .filter((symbol) => symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable | ts.SymbolFlags.Class))
  .map((symbol) => ({ name: symbol.name, type: checker.getTypeOfSymbol(symbol) }));

/** What has a name that can be exported: methods and nameless literals have none. */
const declared = ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Class | ts.SymbolFlags.Enum;

/** Names of types of this package, each with what leads to it. */
function namedTypes(type: ts.Type, seen: Set<ts.Type>, way: string, found: Map<ts.Symbol, string>): void {
  if (seen.has(type)) return;
  seen.add(type);
  const symbol = type.aliasSymbol ?? type.getSymbol();
  const named = symbol && isOurs(symbol) && (symbol.flags & declared) !== 0;
  if (named && !(symbol.flags & ts.SymbolFlags.TypeParameter) && !found.has(symbol)) found.set(symbol, way);
  if (type.isUnionOrIntersection()) for (const part of type.types) namedTypes(part, seen, way, found);
  for (const argument of checker.getTypeArguments(type as ts.TypeReference) ?? [])
    namedTypes(argument, seen, way, found);
  if (!isOurs(type.getSymbol())) return;
  for (const property of type.getProperties()) {
    const own = checker.getTypeOfSymbol(property);
    // What a method takes is given by whoever calls it.
    if (own.getCallSignatures().length === 0) namedTypes(own, seen, `${way}.${property.name}`, found);
  }
}

const wanted = new Map<ts.Symbol, string>();
for (const { name, type } of valueTypes)
  for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()])
    for (const parameter of signature.getParameters())
      namedTypes(checker.getTypeOfSymbol(parameter), new Set(), `${name}(${parameter.name})`, wanted);

it('sees the exports', () => {
  expect(exported.length).toBeGreaterThan(200);
  expect(wanted.size).toBeGreaterThan(40);
});

it('every type that a parameter needs is exported by name', () => {
  const missing = [...wanted].filter(([symbol]) => !exportedSymbols.has(symbol)).map(([s, way]) => `${way}: ${s.name}`);
  expect(missing).toEqual([]);
});

/** Contracts that callers write themselves: that is what they are for. */
const written = ['Callbacks', 'Regularity', 'Symmetry', 'ByteSource', 'StationaryCoefficients'];

it('every object with methods that a parameter wants is made by an exported function, or is written by the caller', () => {
  const results = (type: ts.Type) =>
    type.getCallSignatures().map((signature) => {
      const result = signature.getReturnType();
      return checker.getAwaitedType(result) ?? result;
    });
  const direct = valueTypes.flatMap(({ type }) => [type, ...results(type)]);
  // And what the methods of these give: kernels.symmetric(n).
  const returned = direct.flatMap((type) => [
    type,
    ...(isOurs(type.getSymbol()) ? type.getProperties().flatMap((p) => results(checker.getTypeOfSymbol(p))) : []),
  ]);
  const made = (type: ts.Type) =>
    returned.some((result) => {
      const parts = result.isUnion() ? result.types : [result];
      return parts.some(
        (part) =>
          !(part.flags & ts.TypeFlags.Any) && checker.isTypeAssignableTo(part, type) && part.getProperties().length > 0,
      );
    });
  const unmade = [...wanted].filter(([symbol]) => {
    if (written.includes(symbol.name) || !(symbol.flags & ts.SymbolFlags.Interface)) return false;
    const type = checker.getDeclaredTypeOfSymbol(symbol) as ts.InterfaceType;
    const methods = type.getProperties().filter((p) => checker.getTypeOfSymbol(p).getCallSignatures().length > 0);
    const required = methods.filter((p) => !(p.flags & ts.SymbolFlags.Optional));
    return required.length > 1 && !type.typeParameters && !made(type);
  });
  expect(unmade.map(([symbol, way]) => `${way}: ${symbol.name}`)).toEqual([]);
});
