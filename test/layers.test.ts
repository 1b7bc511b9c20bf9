/** The direction of imports, with the reason of every edge that is forbidden for trust. See ARCHITECTURE.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** What each folder may import at run time besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  base: [],
  kernels: ['base'],
  linalg: ['base', 'kernels'],
  data: ['base'],
  landscapes: ['base', 'kernels', 'linalg', 'data'],
  curvature: ['base', 'kernels', 'linalg', 'data', 'landscapes'],
  search: ['base', 'kernels', 'linalg', 'data', 'landscapes', 'curvature'],
  geometry: ['base', 'kernels', 'linalg', 'data', 'landscapes', 'curvature', 'search'],
  instruments: ['base', 'kernels', 'linalg', 'data', 'landscapes', 'curvature', 'search', 'geometry'],
  theory: ['base', 'linalg'],
  assumptions: ['base', 'theory'],
  ensembles: [
    'base',
    'kernels',
    'linalg',
    'data',
    'landscapes',
    'curvature',
    'search',
    'geometry',
    'instruments',
    'assumptions',
  ],
  // Batch systems: files and commands of the machine.
  cluster: ['base', 'ensembles'],
  report: ['base'],
  certificates: ['base', 'linalg', 'data', 'landscapes'],
  // What touches the machine: files, threads, fonts, PNG.
  node: ['base', 'kernels', 'data', 'ensembles', 'report'],
  claims: [
    'base',
    'kernels',
    'linalg',
    'landscapes',
    'curvature',
    'search',
    'geometry',
    'instruments',
    'ensembles',
    'theory',
    'report',
    'certificates',
    'assumptions',
    'data',
  ],
  cli: [
    'base',
    'kernels',
    'linalg',
    'data',
    'landscapes',
    'curvature',
    'search',
    'geometry',
    'instruments',
    'ensembles',
    'theory',
    'report',
    'certificates',
    'assumptions',
    'node',
    'claims',
    'cluster',
  ],
};

/** Types may also come from these: a contract's words cost no dependency. */
const typesOnly: Readonly<Record<string, readonly string[]>> = {
  data: ['kernels'],
};

const forbidden: readonly { from: string; to: RegExp; because: string; but?: readonly string[] }[] = [
  {
    from: 'theory/',
    to: /^(kernels|landscapes|curvature|search|ensembles|claims|cli)\//,
    because: 'a prediction that shares code with the measurement confirms nothing',
  },
  {
    from: 'certificates/check/',
    to: /^(?!certificates\/(check|format|rational))/,
    because: 'the trusted part must be readable in an afternoon: exact arithmetic and the format, nothing else',
  },
  {
    from: 'certificates/format',
    to: /^(?!certificates\/rational)/,
    because: 'the format is part of the trusted part',
  },
  {
    from: 'certificates/rational',
    to: /./,
    because: 'exact arithmetic is part of the trusted part, and stands on BigInt alone',
  },
  {
    from: 'certificates/prove/',
    to: /^certificates\/check\//,
    because: 'a prover that shares code with its checker shares its faults',
  },
  {
    from: 'ensembles/executors/',
    to: /^claims\//,
    because: 'executors move JSON; cli/task-thread.ts and web/worker.ts join handlers to it',
  },
  {
    from: 'instruments/',
    to: /^(ensembles|data|cli)\//,
    because: 'an instrument knows a landscape, not where it is from: users bring their own',
  },
  {
    from: '',
    to: /^landscapes\/[^/]+\/family/,
    because: 'a family is known by the registry alone: what differs between families stands behind the contract',
    but: ['landscapes/families.ts'],
  },
];

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const root = fileURLToPath(new URL('../src/', import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.startsWith('kernels/assembly/') && !name.startsWith('kernels/generated/'),
);
const edges: Edge[] = files.flatMap((from) =>
  [
    ...readFileSync(root + from, 'utf8').matchAll(
      /^(?:import|export)\s(type\s)?(?:[^;]*?\sfrom\s)?'(\.[^']+)'|import\('(\.[^']+)'\)/gm,
    ),
  ].map((match) => ({
    from,
    to: new URL(match[2] ?? match[3]!, `file:///${from}`).pathname.slice(1),
    typeOnly: match[1] !== undefined,
  })),
);
const folder = (path: string) => path.split('/')[0]!;

it('sees the sources and their imports', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(edges.length).toBeGreaterThan(150);
});

it('every folder is named in the order of layers', () => {
  const unknown = new Set(
    files
      .filter((f) => f.includes('/'))
      .map(folder)
      .filter((f) => !(f in allowed)),
  );
  expect([...unknown]).toEqual([]);
});

it('imports go down only', () => {
  const wrong = edges.filter(({ from, to, typeOnly }) => {
    const [a, b] = [folder(from), folder(to)];
    if (!from.includes('/') || a === b) return false;
    return !allowed[a]!.includes(b) && !(typeOnly && typesOnly[a]?.includes(b));
  });
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

for (const { from, to, because, but = [] } of forbidden)
  it(`${from || 'no file'} imports ${from ? 'nothing' : 'anything'} of ${to.source}: ${because}`, () => {
    expect(
      edges
        .filter((edge) => edge.from.startsWith(from) && to.test(edge.to) && !but.includes(edge.from))
        .map((edge) => `${edge.from} → ${edge.to}`),
    ).toEqual([]);
  });

it('imports go round in no circle, types included', () => {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const state = new Map<string, 'open' | 'closed'>();
  const circles: string[] = [];
  const visit = (file: string, way: readonly string[]) => {
    if (state.get(file) === 'closed') return;
    if (state.get(file) === 'open') {
      circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
      return;
    }
    state.set(file, 'open');
    for (const to of next.get(file) ?? []) visit(to, [...way, file]);
    state.set(file, 'closed');
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});

it('everything below ensembles, theory, report and the data readers run in a browser: no module of Node', () => {
  const node = files.filter(
    (name) =>
      /^(base|kernels|linalg|data|landscapes|curvature|search|geometry|instruments|theory|report|claims)\//.test(
        name,
      ) && /from 'node:/.test(readFileSync(root + name, 'utf8')),
  );
  expect(node).toEqual([]);
});

it('claims name no backend: a spec without one means the usual bits', () => {
  const folder = fileURLToPath(new URL('../src/claims', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => /\bbackend: '/.test(readFileSync(`${folder}/${file}`, 'utf8')))).toEqual([]);
});
