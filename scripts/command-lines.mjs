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

/** What can be called: the words of every command, how many arguments it takes, and its options, as the program lists them. */
export function commandsOf(program) {
  const below = (command, words) => [
    { command, words },
    ...command.commands.flatMap((one) => below(one, [...words, one.name()])),
  ];
  const all = below(program, []).slice(1);
  return [
    ...all.map(({ command, words }) => ({
      words,
      most: command.registeredArguments.length,
      options: command.options.map(({ long, required, optional }) => ({ long, takesValue: required || optional })),
    })),
    { words: ['nonsense'], most: 1, options: [{ long: '--help', takesValue: false }] },
  ];
}

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

/** One line as words. What would compute an ensemble is only asked what it would cost. */
export function commandLine(draw, commands) {
  const pick = (list) => list[draw(list.length)];
  const { words: name, most, options } = pick(commands);
  const words = [...name];
  for (let k = draw(most + 1 + (draw(10) === 0 ? 1 : 0)); k > 0; k--) words.push(pick(values));
  for (let k = draw(5); k > 0; k--) {
    const { long, takesValue } = draw(12) === 0 || options.length === 0 ? { long: '--optoin' } : pick(options);
    words.push(draw(20) === 0 ? `${long}=${pick(values)}` : long);
    if (takesValue || draw(15) === 0) words.push(pick(values));
  }
  const dry = '--dry-run';
  if (options.some(({ long }) => long === dry) && !words.includes(dry)) words.push(dry);
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
