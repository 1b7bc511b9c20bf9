// Command lines that nobody should type, drawn from a seed: commands, their options, and values that are wrong, huge, or mean harm.

/** A generator of 32 bits (mulberry32): the lines depend on the seed alone. */
export function generator(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const points =
  'run landscape order size hidden activation loss pixels images data seed json parameters array retract point'.split(
    ' ',
  );
const ensemble = 'out workers seed backend json'.split(' ');
const options = {
  claims: ['preset', 'seed', 'workers', 'json'],
  reproduce: ['preset', 'seed', 'out', 'backend', 'data', 'only', 'strict', 'json'],
  theory: 'order layers size energy index curve from to points json'.split(' '),
  'spin-glass': [
    ...ensemble,
    ...'order size replicas disorders precision max-steps tolerance temperature cooling-steps index-threshold'.split(
      ' ',
    ),
  ],
  train: [
    ...ensemble,
    ...'widths networks network epochs batch rate decay cube cube-center fan-in pixels train-size test-size precision tolerance keep-parameters no-keep-parameters data'.split(
      ' ',
    ),
  ],
  run: ['out', 'data', 'workers', 'json'],
  runs: ['json'],
  resume: ['workers', 'data', 'json'],
  export: ['to', 'out', 'disorder', 'data', 'json'],
  index: [...points, 'threshold'],
  spectrum: [...points, 'full-up-to', 'extremes'],
  descent: [...points, 'rate', 'max-steps', 'looks', 'no-index', 'threshold'],
  minima: [...points.slice(0, 12), 'starts', 'tolerance', 'max-steps', 'threshold', 'out'],
  saddles: [...points, 'starts', 'methods', 'index', 'lowest', 'highest', 'tolerance', 'max-steps', 'threshold', 'out'],
  barrier: [
    ...points.slice(0, 15),
    'from',
    'to',
    'starts',
    'straight',
    'no-climb',
    'path-images',
    'max-steps',
    'tolerance',
    'out',
  ],
  certify: ['data', 'out', 'binary64', 'json'],
  check: ['json'],
  schema: [],
  nonsense: ['help'],
};
/** These compute what they are asked, so they are only asked what it would cost. */
const dry = ['reproduce', 'spin-glass', 'train', 'run'];
const flags = [
  'json',
  'strict',
  'curve',
  'fan-in',
  'keep-parameters',
  'no-keep-parameters',
  'disorder',
  'retract',
  'no-index',
  'straight',
  'no-climb',
  'binary64',
  'help',
];

const values = [
  ...[
    '',
    ' ',
    '0',
    '-0',
    '1',
    '2',
    '3',
    '5',
    '-1',
    '1.5',
    '1e3',
    '1e308',
    '1e999',
    '-1e999',
    'NaN',
    'nan',
    'inf',
    '-inf',
    'Infinity',
  ],
  ...[
    '0x10',
    '0b1',
    '1_000',
    '1,2',
    '5,5',
    ',',
    ',,',
    '1,',
    '99999999999999999999',
    '4294967296',
    '2147483648',
    '1e-300',
  ],
  ...[
    'a',
    'spin-glass',
    'network',
    'tanh',
    'squared',
    'wasm',
    'reference',
    'csv',
    'npz',
    'smoke',
    'laptop',
    'paper',
    'newton-mr',
  ],
  ...[
    '\u001b[31m',
    '\u202e',
    'é',
    '💡',
    '\ud800',
    'a\nb',
    '--',
    '-',
    '--json',
    '$(id)',
    '`id`',
    '../../x',
    '/',
    '.',
    '/dev/null',
    '/dev/zero',
    '/dev/full',
  ],
  ...['__proto__', 'constructor', 'toString', 'x'.repeat(300), '9'.repeat(400), 'null', 'true', '[]', '{}', '*'],
];

/** One line as words. */
export function commandLine(draw) {
  const names = Object.keys(options);
  const name = names[draw(names.length)];
  const words = [name];
  const known = options[name];
  for (let k = draw(3); k > 0 && !['theory', 'claims', 'index'].includes(name); k--)
    words.push(values[draw(values.length)]);
  for (let k = draw(5); k > 0; k--) {
    const option = draw(12) === 0 || known.length === 0 ? 'optoin' : known[draw(known.length)];
    words.push(draw(20) === 0 ? `--${option}=${values[draw(values.length)]}` : `--${option}`);
    if (!flags.includes(option) || draw(15) === 0) words.push(values[draw(values.length)]);
  }
  if (dry.includes(name)) words.push('--dry-run');
  return words.map((word) => word.replaceAll('\0', ''));
}

/** What is wrong with the end of a command; undefined when nothing is. */
export function complaint({ code, out, err }) {
  if (![0, 2, 130].includes(code)) return `exit code ${code}`;
  if (code === 2 && out !== '') return 'prints results although it refuses';
  const lines = err.split('\n').slice(0, -1);
  if (code === 2 && !/^error: /.test(lines.at(-1) ?? '')) return 'does not say why it refuses';
  const [bad] = lines.filter((line) => line.length > 300 || /[\p{Cc}\p{Cf}\p{Cs}]/u.test(line));
  if (bad !== undefined) return `a line of ${bad.length} characters, or one that a terminal obeys`;
  return /TypeError|RangeError|undefined is not|Cannot read|at .*\.js:/.test(err) ? 'an error of our own' : undefined;
}
